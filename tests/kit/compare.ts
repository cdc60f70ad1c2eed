import type { FrameCode } from "./frame-code.ts";

/** A presented frame: what was read off the picture, and when it came up. */
export interface PresentedFrame {
  /** Null where the picture could not be read. */
  readonly code: FrameCode | null;
  /** Milliseconds on any clock; gaps at cuts are told where it is there. */
  readonly now?: number;
}

/** A place in the expected list where the frame is not the successor of the one before it. */
export interface CutReport {
  /** Index in the expected list of the first frame after the cut. */
  readonly index: number;
  /** Expected frames never presented among the last {@link BEFORE_CUT} before the cut. */
  readonly missingBefore: number;
  /** The same among the first {@link AFTER_CUT} after it. */
  readonly missingAfter: number;
  /** Milliseconds from the last frame before the cut to the first after it; null where one was not seen. */
  readonly gapMs: number | null;
}

export interface Comparison {
  /** Presented frames that are not in their place in the expected list, with their place among the presented. */
  readonly wrong: readonly { readonly index: number; readonly code: FrameCode }[];
  /** Pictures of which the code could not be read. */
  readonly unreadable: number;
  /** Times that a frame was presented again right after itself. */
  readonly repeats: number;
  /** Frames presented in their place. */
  readonly seen: number;
  /** Indexes in the expected list of frames never presented. */
  readonly missing: readonly number[];
  readonly cuts: readonly CutReport[];
}

export const BEFORE_CUT = 5;
export const AFTER_CUT = 15;

/**
 * Compares what a player showed with what it was to show. Expected frames that were not presented are missing, not
 * wrong: on a busy machine every player drops frames. The assignment is the one that leaves the fewest frames wrong
 * (a longest common subsequence), so that a player that jumps ahead is told from one that shows what it must not.
 * @param options.partial only a part was played: what lies before the first and after the last frame seen is not missing.
 */
export function compareToPlan(
  presented: readonly PresentedFrame[],
  expected: readonly FrameCode[],
  options: { readonly partial?: boolean } = {},
): Comparison {
  const places = assign(presented, expected);
  const presentedAt = new Array<number | undefined>(expected.length);
  const wrong: { index: number; code: FrameCode }[] = [];
  let unreadable = 0;
  let repeats = 0;
  let seen = 0;
  for (const [index, { code }] of presented.entries()) {
    const place = places[index];
    if (code === null) unreadable++;
    else if (place !== undefined) {
      presentedAt[place] = index;
      seen++;
    } else if (same(code, presented[index - 1]?.code)) repeats++;
    else wrong.push({ index, code });
  }

  const missing: number[] = [];
  const first = options.partial ? presentedAt.findIndex((at) => at !== undefined) : 0;
  const last = options.partial ? presentedAt.findLastIndex((at) => at !== undefined) : expected.length - 1;
  for (let i = Math.max(0, first); i <= last; i++) if (presentedAt[i] === undefined) missing.push(i);

  const absent = new Set(missing);
  const cuts = cutIndexes(expected)
    .filter((index) => index > first && index <= last)
    .map((index) => ({
      index,
      missingBefore: countIn(absent, index - BEFORE_CUT, index),
      missingAfter: countIn(absent, index, index + AFTER_CUT),
      gapMs: gapAt(index, presented, presentedAt),
    }));
  return { wrong, unreadable, repeats, seen, missing, cuts };
}

/** Indexes of the frames that do not follow on from the one before. */
export function cutIndexes(expected: readonly FrameCode[]): number[] {
  const indexes: number[] = [];
  for (const [i, code] of expected.entries()) {
    const before = expected[i - 1];
    if (before && !(before.source === code.source && before.frame + 1 === code.frame)) indexes.push(i);
  }
  return indexes;
}

/** Frames `start` to `end` (exclusive) of a source, as an expected list. */
export function frameRange(source: number, start: number, end: number): FrameCode[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => ({ source, frame: start + i }));
}

/** Presented frames that no callback saw: a hole in what was watched, not in what was shown. */
export function unobservedFrames(frames: readonly { readonly presentedFrames: number }[]): number {
  let holes = 0;
  for (const [i, { presentedFrames }] of frames.entries()) {
    const before = frames[i - 1];
    if (before) holes += Math.max(0, presentedFrames - before.presentedFrames - 1);
  }
  return holes;
}

function same(a: FrameCode, b: FrameCode | null | undefined): boolean {
  return a.source === b?.source && a.frame === b.frame;
}

const keyOf = (code: FrameCode): string => `${code.source}:${code.frame}`;

/**
 * For each presented frame its index in the expected list, strictly increasing: Hunt and Szymanski's longest common
 * subsequence, by way of a longest increasing subsequence over the places where each frame could belong.
 */
function assign(
  presented: readonly PresentedFrame[],
  expected: readonly FrameCode[],
): (number | undefined)[] {
  const placesOf = Map.groupBy(expected.keys(), (i) => keyOf(expected[i] as FrameCode));
  interface Link {
    readonly place: number;
    readonly index: number;
    readonly before: Link | undefined;
  }
  const tails: Link[] = [];
  for (const [index, { code }] of presented.entries()) {
    if (code === null) continue;
    // Downwards, so that one presented frame takes one place only.
    for (const place of (placesOf.get(keyOf(code)) ?? []).toReversed()) {
      const length = lowerBound(tails, place);
      // The first of several showings of a frame takes the place; the others are repeats.
      if (tails[length]?.place === place) continue;
      tails[length] = { place, index, before: tails[length - 1] };
    }
  }
  const places = new Array<number | undefined>(presented.length);
  for (let link = tails.at(-1); link; link = link.before) places[link.index] = link.place;
  return places;
}

/** How many chains end before `place`. */
function lowerBound(tails: readonly { readonly place: number }[], place: number): number {
  let low = 0;
  let high = tails.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tails[middle]?.place ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countIn(set: ReadonlySet<number>, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (set.has(i)) count++;
  return count;
}

function gapAt(
  cut: number,
  presented: readonly PresentedFrame[],
  presentedAt: readonly (number | undefined)[],
): number | null {
  const before = presentedAt.findLast((at, i) => i < cut && i >= cut - BEFORE_CUT && at !== undefined);
  const after = presentedAt.find((at, i) => i >= cut && i < cut + AFTER_CUT && at !== undefined);
  const from = presented[before ?? -1]?.now;
  const to = presented[after ?? -1]?.now;
  return from === undefined || to === undefined ? null : to - from;
}
