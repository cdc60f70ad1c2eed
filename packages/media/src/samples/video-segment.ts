import { mediaSegmentHeader, mediaSegmentHeaderSize } from "../isobmff/media-segment.ts";
import { FLAG_SYNC } from "./track-index.ts";
import { ORIGIN_TICKS, type VideoTrack } from "./video-track.ts";

/** Samples of one track in decode order, with or without their bytes. */
export interface VideoSamples {
  /** Number of the frame that each sample shows. */
  readonly frames: readonly number[];
  readonly sizes: readonly number[];
  readonly sync: readonly boolean[];
}

/** Samples `[from, to)` of a track, in decode order. */
export function samplesBetween(track: VideoTrack, from: number, to: number): VideoSamples {
  const { frames, sizes, flags } = track.index;
  const samples = { frames: [] as number[], sizes: [] as number[], sync: [] as boolean[] };
  // a loop: `Array.from` takes ten times as long, for each segment that is cut
  for (let sample = from; sample < Math.min(to, sizes.length); sample++) {
    samples.frames.push(frames[sample] ?? 0);
    samples.sizes.push(sizes[sample] ?? 0);
    samples.sync.push(((flags[sample] ?? 0) & FLAG_SYNC) !== 0);
  }
  return samples;
}

/** Joins runs of samples that are decoded one after the other. */
export function joinSamples(parts: readonly VideoSamples[]): VideoSamples {
  const [first, second] = parts;
  if (first && !second) return { frames: first.frames, sizes: first.sizes, sync: first.sync };
  return {
    frames: parts.flatMap(({ frames }) => frames),
    sizes: parts.flatMap(({ sizes }) => sizes),
    sync: parts.flatMap(({ sync }) => sync),
  };
}

/**
 * Writes what precedes the samples' bytes in a media segment that shows frames from `from` on.
 *
 * Every sample lasts one frame and decode times count up from the segment's first presentation time, so that `tfdt`,
 * the sum of the durations and the frames shown all agree; composition offsets are signed (`cuts.md` 4.1).
 *
 * @param frameTicks ticks that one frame lasts.
 * @param at decode time of the first frame in ticks; by default the source's own time.
 */
export function videoSegmentHeader(
  frameTicks: number,
  from: number,
  samples: VideoSamples,
  at = ORIGIN_TICKS + from * frameTicks,
): Uint8Array {
  return mediaSegmentHeader({
    baseMediaDecodeTime: at,
    samples: {
      sizes: samples.sizes,
      durations: frameTicks,
      compositionOffsets: samples.frames.map((frame, place) => (frame - from - place) * frameTicks),
      sync: samples.sync,
    },
  });
}

/** Bytes of {@link videoSegmentHeader} for that many samples. */
export function videoSegmentHeaderSize(sampleCount: number): number {
  return mediaSegmentHeaderSize({ sampleCount, compositionOffsets: true, sync: true });
}
