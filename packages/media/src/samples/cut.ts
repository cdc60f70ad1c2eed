import { FLAG_REFERENCE } from "./track-index.ts";
import type { VideoTrack } from "./video-track.ts";

/** Half-open range of frames. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/**
 * How a range of frames is made: `head`, `copy` and `tail` follow one another without a hole. Head and tail are
 * conditioned (encoded once, for everyone); `copy` are the source's own samples.
 */
export interface CutParts {
  readonly head: FrameRange | null;
  readonly copy: FrameRange | null;
  readonly tail: FrameRange | null;
}

/**
 * Splits frames `[from, to)` of a track into what can be copied and what must be conditioned.
 *
 * A head reaches from a start that is no key frame to the next key frame. A tail is needed where frames before `to`
 * refer to a picture at or past it: dropping that picture would leave them without their reference, keeping it would
 * show it (players do, as the last picture of the stream). It starts at the first frame that cannot be decoded from
 * the samples kept, so it is a few frames long, seldom a GOP.
 *
 * @throws RangeError where the range is empty or not inside the track.
 */
export function cutRange(track: VideoTrack, from: number, to: number): CutParts {
  if (!(from >= 0 && from < to && to <= track.index.frameCount)) {
    throw new RangeError(`Frames ${from} to ${to} are not a range of 0 to ${track.index.frameCount}.`);
  }
  const copyFrom = track.keyAtOrAfter(from);
  if (copyFrom >= to) return { head: { from, to }, copy: null, tail: null };
  const tailFrom = track.isKey(to) ? to : decodableUntil(track, track.keyAtOrBefore(to), to);
  return {
    head: copyFrom > from ? { from, to: copyFrom } : null,
    copy: { from: copyFrom, to: tailFrom },
    tail: tailFrom < to ? { from: tailFrom, to } : null,
  };
}

/**
 * The largest `end <= to` such that every frame of the GOP at `key` before `end` can be decoded from frames before
 * `end` alone. Conservative: a sample may refer to any reference sample that precedes it in decode order.
 */
function decodableUntil(track: VideoTrack, key: number, to: number): number {
  const { frames, flags } = track.index;
  const gopEnd = track.keyAtOrAfter(key + 1);
  let end = to;
  for (;;) {
    let dropped = key;
    while (dropped < gopEnd && !((frames[dropped] ?? 0) >= end && (flags[dropped] ?? 0) & FLAG_REFERENCE))
      dropped++;
    let orphan = end;
    for (let sample = dropped + 1; sample < gopEnd; sample++)
      orphan = Math.min(orphan, frames[sample] ?? end);
    if (orphan === end) return end;
    end = orphan;
  }
}

/** A run of samples whose bytes stand side by side: decode-order numbers `[from, to)`. */
export type SampleRun = FrameRange;

/**
 * The samples that make up `copy` of a cut, in decode order, as runs. All but the last GOP are whole; of the last one
 * only the samples of frames before `copy.to`.
 */
export function copiedRuns(track: VideoTrack, copy: FrameRange): SampleRun[] {
  const { frames } = track.index;
  const lastKey = track.keyAtOrBefore(copy.to);
  const runs: { from: number; to: number }[] = [];
  if (lastKey > copy.from) runs.push({ from: copy.from, to: lastKey });
  if (lastKey === copy.to) return runs;
  const gopEnd = track.keyAtOrAfter(lastKey + 1);
  for (let sample = lastKey; sample < gopEnd; sample++) {
    if ((frames[sample] ?? 0) >= copy.to) continue;
    const last = runs.at(-1);
    if (last?.to === sample) last.to = sample + 1;
    else runs.push({ from: sample, to: sample + 1 });
  }
  return runs;
}

/**
 * The samples that a decoder must be given to show frames `[from, to)` of one GOP, in decode order, as runs: those
 * frames, and of the ones before them in decode order only what others refer to. Frames that nothing refers to, half
 * of them as a rule, cost as much to decode as any.
 */
export function decodingRuns(track: VideoTrack, { from, to }: FrameRange): SampleRun[] {
  const { frames, flags } = track.index;
  const key = track.keyAtOrBefore(from);
  const gopEnd = track.keyAtOrAfter(key + 1);
  const wanted = (sample: number): boolean => {
    const frame = frames[sample] ?? gopEnd;
    return frame >= from && frame < to;
  };
  let last = gopEnd - 1;
  while (last > key && !wanted(last)) last--;
  const runs: { from: number; to: number }[] = [];
  for (let sample = key; sample <= last; sample++) {
    if (!wanted(sample) && ((flags[sample] ?? 0) & FLAG_REFERENCE) === 0) continue;
    const run = runs.at(-1);
    if (run?.to === sample) run.to = sample + 1;
    else runs.push({ from: sample, to: sample + 1 });
  }
  return runs;
}
