import type { ClipIndex, FrameRange } from "../../api/clip-index.ts";
import { showRate } from "./list/list-times.ts";
import type { TimecodeList } from "./list/timecode-list.ts";

/** What an index is of, besides its list. */
export interface IndexedVersion {
  readonly mega: string;
  readonly version: number;
  readonly video: string;
  /** Nominal frames by clip type. */
  readonly clipTypes: Readonly<Record<string, number>>;
}

/** Makes an index of a list: two look-ups in memory find a clip. */
export function makeClipIndex(
  { mega, version, video, clipTypes }: IndexedVersion,
  list: TimecodeList,
): ClipIndex {
  const titles = new Map<string, Map<string, FrameRange>>();
  for (const { title, clipType, first, end } of list.clips) {
    const clips = titles.get(title) ?? new Map<string, FrameRange>();
    titles.set(title, clips.set(clipType, { first, end }));
  }
  return {
    ...{ mega, version, video },
    frameRate: showRate(list.frameRate),
    // Frozen, so that a ranking may know it again.
    titles: Object.freeze([...titles.keys()]),
    clipTypes: new Map(Object.entries(clipTypes)),
    clip: (title, clipType) => titles.get(title)?.get(clipType),
  };
}

/** Clip types that a list has, by name, with the length that most of their clips have; of two, the shorter. */
export function clipTypesOf({ clips }: TimecodeList): Record<string, number> {
  const lengths = new Map<string, Map<number, number>>();
  for (const { clipType, first, end } of clips) {
    const counts = lengths.get(clipType) ?? new Map<number, number>();
    lengths.set(clipType, counts.set(end - first, (counts.get(end - first) ?? 0) + 1));
  }
  return Object.fromEntries(
    [...lengths].map(([clipType, counts]) => {
      const [[length] = [0]] = [...counts].sort(([a, many], [b, more]) => more - many || a - b);
      return [clipType, length];
    }),
  );
}
