import {
  concatBytes,
  type SampleRun,
  VIDEO_TIMESCALE,
  type VideoTrack,
  videoSegmentHeader,
  writeVideoInit,
} from "@cutstream/media";
import type { SampleReader } from "./sample-reader.ts";

/** A part of one GOP that a decoder reads as a file of its own. */
export interface Decodable {
  /** Init segment and media segment. */
  readonly media: Uint8Array;
  /** Number of the frame that each sample in it shows, in decode order. */
  readonly frames: readonly number[];
}

/**
 * Reads samples of a rendition as something to decode.
 * @param runs in decode order, from a key sample on.
 */
export async function readDecodable(
  version: string,
  track: VideoTrack,
  runs: readonly SampleRun[],
  samples: SampleReader,
): Promise<Decodable> {
  const { width, height, avcC, frameTicks } = track.index;
  const { data, ...read } = await samples.video(version, track, runs);
  const [key = 0] = read.frames;
  const init = writeVideoInit({ timescale: VIDEO_TIMESCALE, width, height, avcC });
  return {
    media: concatBytes([init, videoSegmentHeader(frameTicks, key, read), ...data]),
    frames: read.frames,
  };
}
