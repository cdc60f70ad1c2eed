import {
  avcCodecName,
  concatBytes,
  mergeParameterSets,
  parameterSetsOf,
  parseAvcC,
  parseInit,
  samplesBetween,
  VIDEO_TIMESCALE,
  type VideoIndex,
  VideoTrack,
  videoSegmentHeader,
  writeVideoInit,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import { headSettings } from "../library/condition-frames.ts";
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
  const { data } = await samples.video(version, track, [gop]);
  const { width, height, avcC, frameTicks } = index;
  const encoded = await transcoder.condition({
    media: concatBytes([
      writeVideoInit({ timescale: VIDEO_TIMESCALE, width, height, avcC }),
      videoSegmentHeader(frameTicks, 0, samplesBetween(track, gop.from, gop.to)),
      ...data,
    ]),
    first: 0,
    count: 1,
    settings: headSettings(track),
    background: false,
    signal,
  });
  const sets = parseInit(encoded).tracks[0]?.avcC;
  if (!sets) throw new CutstreamError("encoder_failed", "The encoder's output names no parameter sets.");
  const { sps, pps } = parseAvcC(sets);
  const merged = mergeParameterSets(avcC, sps, pps);
  return { ...track.index, avcC: merged, codec: avcCodecName(merged) };
}
