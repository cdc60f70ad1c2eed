import {
  avcCodecName,
  mergeParameterSets,
  parameterSetsOf,
  parseAvcC,
  parseInit,
  type VideoIndex,
  VideoTrack,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import { headSettings } from "../library/condition-frames.ts";
import { readDecodable } from "../library/decodable.ts";
import type { SampleReader } from "../library/sample-reader.ts";
import type { Transcoder } from "../seams/transcoder.ts";

/** Highest id of a sequence parameter set (ISO/IEC 14496-10 §7.4.2.1.1). */
const LAST_SET_ID = 31;

/**
 * Adds to an index the parameter sets that its conditioned heads will use, so that one init segment serves both. They
 * do not depend on the pictures: one is encoded here to see them.
 * @throws CutstreamError `encoder_failed`
 */
export async function withHeadSets(
  index: VideoIndex,
  version: string,
  parts: { transcoder: Transcoder; samples: SampleReader; signal: AbortSignal },
): Promise<VideoIndex> {
  const { transcoder, samples, signal } = parts;
  const known = parameterSetsOf(index.avcC);
  const free = Array.from({ length: LAST_SET_ID }, (_, n) => n + 1).find(
    (id) => !known.sps.has(id) && !known.pps.has(id),
  );
  if (free === undefined)
    throw new CutstreamError("encoder_failed", "The source uses every id that a parameter set can have.");
  const track = new VideoTrack({ ...index, headSetId: free });
  const gop = { from: 0, to: track.keyAtOrAfter(1) };
  const { media } = await readDecodable(version, track, [gop], samples);
  const encoded = await transcoder.condition({
    media,
    first: 0,
    count: 1,
    settings: headSettings(track),
    // nobody waits for a head yet
    urgency: "idle",
    signal,
  });
  const sets = parseInit(encoded).tracks[0]?.avcC;
  if (!sets) throw new CutstreamError("encoder_failed", "The encoder's output names no parameter sets.");
  const { sps, pps } = parseAvcC(sets);
  const merged = mergeParameterSets(index.avcC, sps, pps);
  return { ...track.index, avcC: merged, codec: avcCodecName(merged) };
}
