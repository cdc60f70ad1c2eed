import { FLAG_REFERENCE, FLAG_SYNC, type VideoIndex } from "../samples/track-index.ts";
import { VideoTrack } from "../samples/video-track.ts";
import { type FrameRate, ticksPerFrame } from "../time.ts";

/** A made-up rendition for tests: GOPs of the given lengths, each an IDR and then mini-GOPs with a B-pyramid. */
export interface TrackRecipe {
  readonly gops: readonly number[];
  /** B-frames between anchors; 0 for none. */
  readonly bFrames?: number;
  /** Chunks close at the first GOP that brings them to this many frames. */
  readonly chunkFrames?: number;
  readonly frameRate?: FrameRate;
}

/** Builds a track from a recipe. Sizes tell samples apart: sample `n` has `1000 + n` bytes. */
export function makeTrack({
  gops,
  bFrames = 3,
  chunkFrames = 100,
  frameRate = { num: 25, den: 1 },
}: TrackRecipe): VideoTrack {
  const frames: number[] = [];
  const flags: number[] = [];
  const chunkStarts = [0];
  for (const length of gops) {
    const key = frames.length;
    if (key - (chunkStarts.at(-1) ?? 0) >= chunkFrames) chunkStarts.push(key);
    frames.push(key);
    flags.push(FLAG_SYNC | FLAG_REFERENCE);
    for (let shown = 1; shown < length; shown += bFrames + 1) {
      const anchor = Math.min(shown + bFrames, length - 1);
      frames.push(key + anchor);
      flags.push(FLAG_REFERENCE);
      pyramid(key + shown, key + anchor, frames, flags);
    }
  }
  const frameTicks = ticksPerFrame(frameRate) ?? 0;
  const index: VideoIndex = {
    kind: "video",
    rendition: "v360",
    frameRate,
    frameTicks,
    frameCount: frames.length,
    width: 640,
    height: 360,
    codec: "avc1.64001f",
    avcC: Uint8Array.of(1, 100, 0, 31, 255, 225),
    headSetId: 1,
    sizes: Uint32Array.from(frames, (_, sample) => 1000 + sample),
    frames: Uint32Array.from(frames),
    flags: Uint8Array.from(flags),
    chunkStarts: Uint32Array.from([...chunkStarts, frames.length]),
  };
  return new VideoTrack(index);
}

/** Frames `[from, to)` as a pyramid: the middle one first and referred to, then its halves. */
function pyramid(from: number, to: number, frames: number[], flags: number[]): void {
  if (from >= to) return;
  const middle = (from + to) >>> 1;
  frames.push(middle);
  flags.push(to - from > 1 ? FLAG_REFERENCE : 0);
  pyramid(from, middle, frames, flags);
  pyramid(middle + 1, to, frames, flags);
}
