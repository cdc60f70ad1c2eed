import { concatBytes, decodingRuns, parseAvcC, type VideoTrack, videoSegmentHeader } from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import type { HeadSettings, Transcoder, Urgency } from "../seams/transcoder.ts";
import { readDecodable } from "./decodable.ts";
import { type EncodedRun, holdsSets, readEncoded } from "./encoded-run.ts";
import type { SampleReader } from "./sample-reader.ts";

/** Frames encoded for a cut. */
export type ConditionedRun = EncodedRun;

/** Which frames of which rendition: the part of one GOP. */
export interface HeadId {
  readonly version: string;
  readonly track: VideoTrack;
  readonly from: number;
  readonly to: number;
}

/** How heads of a rendition are encoded: as its own samples are, with a parameter set of their own. */
export function headSettings({ index }: VideoTrack): HeadSettings {
  const { profile, level } = parseAvcC(index.avcC);
  return {
    setId: index.headSetId,
    profile: profile === 66 ? "baseline" : profile === 77 ? "main" : "high",
    level,
    frameRate: index.frameRate,
  };
}

export interface ConditionFrames {
  readonly id: HeadId;
  readonly samples: SampleReader;
  readonly transcoder: Transcoder;
  readonly urgency: Urgency;
  readonly signal: AbortSignal;
}

/**
 * Encodes frames `[from, to)` of one GOP, decoding it from its key frame.
 * @returns the run, and the same as a media segment with the source's timestamps, as it is stored and served.
 * @throws CutstreamError `encoder_failed` where the encoder gives other frames, or other parameter sets than the
 * rendition's init segment lists: players would show garbage.
 */
export async function conditionFrames(
  request: ConditionFrames,
): Promise<{ readonly segment: Uint8Array; readonly encoded: ConditionedRun }> {
  const { id, samples, transcoder, urgency, signal } = request;
  const { version, track, from, to } = id;
  const key = track.keyAtOrBefore(from);
  const gopEnd = track.keyAtOrAfter(key + 1);
  if (to > gopEnd) throw new RangeError(`Frames ${from} to ${to} reach past the GOP that ends at ${gopEnd}.`);
  const { media, frames } = await readDecodable(version, track, decodingRuns(track, { from, to }), samples);
  const encoded = await transcoder.condition({
    media,
    first: frames.filter((frame) => frame < from).length,
    count: to - from,
    settings: headSettings(track),
    urgency,
    signal,
  });
  const { run, avcC } = readEncoded(encoded, id);
  if (!holdsSets(track.index.avcC, avcC)) {
    throw new CutstreamError(
      "encoder_failed",
      "The encoder wrote other parameter sets than at ingest; was ffmpeg replaced? Ingest the video again.",
    );
  }
  const segment = concatBytes([videoSegmentHeader(track.index.frameTicks, from, run), run.data]);
  return { segment, encoded: run };
}
