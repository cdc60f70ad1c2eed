import type { VideoTrack } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import type { FrameRange } from "../api/clip-index.ts";
import { cutPieces } from "../stream/project/tracks.ts";

/**
 * Where the clips of a mega asset can be cut without anything being encoded that verifying its version did not prepare.
 *
 * A clip can end where what it is shown whole with does: at its own end, at the length of each shorter clip type, and at
 * every frame before which nothing refers to a later one, which is each frame to each fourth in most video. Where none
 * of these comes for {@link STEP} frames, a cut of its own is prepared, so that one is never further than that.
 */
export interface PreparedCuts {
  /**
   * The frame nearest to `end` at which a clip can end, the earlier of two.
   * @param least frames that it shows at least.
   * @param latest frame that it ends at or before.
   * @returns undefined where there is none between.
   */
  nearest(range: FrameRange, end: number, least: number, latest: number): number | undefined;
  /**
   * Whether clips that follow on from one another in the mega asset can be shown so: they are cut as one.
   * @param clips `frames` of each, which the clip `range` can end at; without a hole between them.
   */
  runsOn(clips: readonly ShownRange[]): boolean;
}

/** What is shown of a clip. */
export interface ShownRange {
  readonly range: FrameRange;
  readonly frames: FrameRange;
}

/** Every frame will do: for what is made of frames that cost nothing. */
export const ANY_CUT: PreparedCuts = {
  nearest: ({ first }, end, least, latest) => (end - first >= least && end <= latest ? end : undefined),
  runsOn: () => true,
};

/** Frames of a clip among which one can be cut at. */
const STEP = 8;
/** Clips of which is kept what they are made of, and cuts that were looked for. */
const KNOWN_CLIPS = 20_000;
const KNOWN_CUTS = 50_000;

/**
 * The ranges that verifying a clip prepares: the clip, its start as long as each shorter clip type, and one more for
 * each {@link STEP} frames in which it could not be cut otherwise; so at most `frames / 8 + types + 1`, each of which
 * takes one encode in each rendition beside those of the whole clip.
 * @param track any rendition: all have the same frames.
 * @param nominal frames of all clip types.
 */
export function rangesToPrepare(
  track: VideoTrack,
  range: FrameRange,
  nominal: Iterable<number>,
): FrameRange[] {
  const lengths = preparedLengths(range, nominal);
  const whole = encodingsOf(track, range, lengths);
  const extra: FrameRange[] = [];
  for (let end = range.first + STEP; end < range.end; end += STEP)
    if (isExtra(track, range, whole, end)) extra.push({ first: range.first, end });
  return [...lengths.map((length) => ({ first: range.first, end: range.first + length })), ...extra];
}

/** Opens the cuts of a version of a mega asset. Parameters as those of {@link rangesToPrepare}. */
export function createPreparedCuts(track: VideoTrack, nominal: Iterable<number>): PreparedCuts {
  const types = [...nominal];
  const encodings = new LRUCache<string, ReadonlySet<string>>({ max: KNOWN_CLIPS });
  const known = new LRUCache<string, boolean>({ max: KNOWN_CUTS });

  const wholeOf = (range: FrameRange): ReadonlySet<string> => {
    const key = `${range.first}-${range.end}`;
    const there = encodings.get(key);
    if (there) return there;
    const made = encodingsOf(track, range, preparedLengths(range, types));
    encodings.set(key, made);
    return made;
  };

  const canEnd = (range: FrameRange, end: number): boolean => {
    const key = `${range.first}-${range.end}-${end}`;
    const there = known.get(key);
    if (there !== undefined) return there;
    const whole = wholeOf(range);
    const found = isFree(track, range, whole, end) || isExtra(track, range, whole, end);
    known.set(key, found);
    return found;
  };

  return {
    nearest(range, wanted, least, latest) {
      const first = range.first + Math.max(1, least);
      const last = Math.min(range.end, latest);
      const from = Math.min(wanted, last);
      for (let away = 0; from - away >= first || from + away <= last; away++) {
        if (from - away >= first && canEnd(range, from - away)) return from - away;
        if (away > 0 && from + away >= first && from + away <= last && canEnd(range, from + away))
          return from + away;
      }
      return undefined;
    },

    runsOn(clips) {
      const [first] = clips;
      const last = clips.at(-1);
      if (!first || !last) return true;
      const there = new Set(clips.flatMap(({ range }) => [...wholeOf(range)]));
      for (const { frames } of clips) for (const name of encodingsIn(track, frames)) there.add(name);
      return encodingsIn(track, { first: first.frames.first, end: last.frames.end }).every((name) =>
        there.has(name),
      );
    },
  };
}

/** Frames that a clip is prepared with: its own, and those of each shorter clip type, as it may stand in for one. */
function preparedLengths({ first, end }: FrameRange, nominal: Iterable<number>): number[] {
  const whole = end - first;
  return [...new Set([whole, ...[...nominal].filter((length) => length < whole)])];
}

/** Whether a clip that ends there is made of what there is. */
function isFree(track: VideoTrack, { first }: FrameRange, there: ReadonlySet<string>, end: number): boolean {
  return encodingsIn(track, { first, end }).every((name) => there.has(name));
}

/** Whether a cut of its own is prepared there: at each step, where no other is near. */
function isExtra(track: VideoTrack, range: FrameRange, there: ReadonlySet<string>, end: number): boolean {
  if (end === range.first || end >= range.end || (end - range.first) % STEP !== 0) return false;
  for (let near = end - STEP / 2 + 1; near <= Math.min(end + STEP / 2, range.end); near++)
    if (near > range.first && isFree(track, range, there, near)) return false;
  return true;
}

function encodingsOf(
  track: VideoTrack,
  { first }: FrameRange,
  lengths: readonly number[],
): ReadonlySet<string> {
  return new Set(lengths.flatMap((length) => encodingsIn(track, { first, end: first + length })));
}

/** Names of all that is encoded of a range. */
function encodingsIn(track: VideoTrack, { first, end }: FrameRange): string[] {
  return cutPieces(track, first, end).flatMap(({ cut: { head, tail } }) =>
    [head, tail].flatMap((part) => (part ? [`${part.from}-${part.to}`] : [])),
  );
}
