import { FLICKS_PER_TICK, ORIGIN_SECONDS, VIDEO_TIMESCALE } from "../time.ts";
import { FLAG_SYNC, type VideoIndex } from "./track-index.ts";

/** Presentation time of frame 0 of every rendition, in ticks. */
export const ORIGIN_TICKS = ORIGIN_SECONDS * VIDEO_TIMESCALE;

/** {@link VideoTrack.reorderDelay} of conditioned heads: a pyramid of three B-frames. */
const HEAD_REORDER_DELAY = 2;

/** Position of the first element of ascending `values` that is not below `wanted`; `values.length` where all are. */
export function lowerBound(values: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A video rendition's index, with what the planner asks of it again and again worked out once: where its key frames
 * are and where each sample's bytes stand.
 */
export class VideoTrack {
  readonly index: VideoIndex;
  /** Numbers of the key frames, ascending, with `frameCount` as a last entry. */
  readonly keys: Uint32Array;
  /** Bytes of all samples before sample `n`, in decode order; one entry more than there are samples. */
  readonly offsets: Float64Array;
  /** Frames by which a sample's decoding must precede its showing, at most, anywhere in the track and in heads. */
  readonly reorderDelay: number;

  constructor(index: VideoIndex) {
    this.index = index;
    const keys: number[] = [];
    let delay = HEAD_REORDER_DELAY;
    this.offsets = new Float64Array(index.sizes.length + 1);
    for (let sample = 0; sample < index.sizes.length; sample++) {
      this.offsets[sample + 1] = (this.offsets[sample] ?? 0) + (index.sizes[sample] ?? 0);
      if ((index.flags[sample] ?? 0) & FLAG_SYNC) keys.push(sample);
      delay = Math.max(delay, sample - (index.frames[sample] ?? 0));
    }
    this.reorderDelay = delay;
    keys.push(index.frameCount);
    this.keys = Uint32Array.from(keys);
  }

  /** Flicks that one frame lasts. */
  get frameFlicks(): number {
    return this.index.frameTicks * FLICKS_PER_TICK;
  }

  /** Whether frame `frame` is a key frame; the end of the track counts as one. */
  isKey(frame: number): boolean {
    return this.keys[lowerBound(this.keys, frame)] === frame;
  }

  /** The first key frame at or after `frame`; the end of the track where there is none. */
  keyAtOrAfter(frame: number): number {
    return this.keys[lowerBound(this.keys, frame)] ?? this.index.frameCount;
  }

  /** The last key frame at or before `frame`. */
  keyAtOrBefore(frame: number): number {
    const position = lowerBound(this.keys, frame + 1) - 1;
    return this.keys[position] ?? 0;
  }

  /** The key frame nearest to `frame`, the end of the track included; the earlier one where two are as near. */
  nearestKey(frame: number): number {
    const before = this.keyAtOrBefore(frame);
    const after = this.keyAtOrAfter(frame);
    return after - frame < frame - before ? after : before;
  }

  /** Number of the chunk that holds `frame`. */
  chunkOf(frame: number): number {
    return lowerBound(this.index.chunkStarts, frame + 1) - 1;
  }

  /** Whether a chunk starts at `frame`; the end of the track counts as one. */
  isChunkStart(frame: number): boolean {
    const { chunkStarts } = this.index;
    return chunkStarts[lowerBound(chunkStarts, frame)] === frame;
  }

  /** Frames `[start, end)` of chunk `chunk`. */
  chunkRange(chunk: number): { readonly start: number; readonly end: number } {
    const start = this.index.chunkStarts[chunk];
    const end = this.index.chunkStarts[chunk + 1];
    if (start === undefined || end === undefined) throw new RangeError(`There is no chunk ${chunk}.`);
    return { start, end };
  }

  /** Bytes of samples `[from, to)` in decode order. */
  bytesBetween(from: number, to: number): number {
    return (this.offsets[to] ?? 0) - (this.offsets[from] ?? 0);
  }
}
