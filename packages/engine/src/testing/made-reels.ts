import type { ClipIndex, FrameRange } from "../api/clip-index.ts";
import type { RankedTitle } from "../api/ranked-title.ts";

/** A made-up index for tests. */
export interface IndexRecipe {
  readonly mega?: string;
  readonly version?: number;
  readonly video?: string;
  readonly frameRate?: string;
  /** Nominal frames by clip type. */
  readonly clipTypes: Readonly<Record<string, number>>;
  /** Clips that each title has: frames by clip type, or the types alone, which are as long as is usual. */
  readonly titles: Readonly<Record<string, readonly string[] | Readonly<Record<string, number>>>>;
}

/** Builds an index whose clips follow one another in the order in which they are named. */
export function makeIndex(recipe: IndexRecipe): ClipIndex {
  const { mega = "mega", version = 1, video = "v0", frameRate = "25/1" } = recipe;
  const clipTypes = new Map(Object.entries(recipe.clipTypes));
  const ranges = new Map<string, FrameRange>();
  let at = 0;
  for (const [title, clips] of Object.entries(recipe.titles)) {
    const lengths = Array.isArray(clips)
      ? clips.map((type: string) => [type, clipTypes.get(type) ?? 0] as const)
      : Object.entries(clips as Readonly<Record<string, number>>);
    for (const [type, length] of lengths) {
      ranges.set(`${title}/${type}`, { first: at, end: at + length });
      at += length;
    }
  }
  return {
    ...{ mega, version, video, frameRate, clipTypes, titles: Object.keys(recipe.titles) },
    clip: (title, type) => ranges.get(`${title}/${type}`),
  };
}

/** A ranking of these titles, the best first, evenly spaced. */
export function makeRanking(titles: readonly string[]): RankedTitle[] {
  return titles.map((title, n) => {
    const score = 1 - n / titles.length;
    return { title, score, parts: { preference: score, popularity: score, recency: score } };
  });
}
