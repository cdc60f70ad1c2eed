import type { CadenceFallback } from "../../api/cadences.ts";
import type { ClipIndex, FrameRange } from "../../api/clip-index.ts";
import type { RankedTitle } from "../../api/ranked-title.ts";
import { standIns } from "./stand-ins.ts";

/** A title of the ranking, handed out. */
export interface Taken {
  readonly entry: RankedTitle;
  /** Its place in the ranking, from 1. */
  readonly rank: number;
}

/** A clip that a title shows. */
export interface ShownClip {
  readonly type: string;
  readonly range: FrameRange;
}

/** Hands titles out, none more often than the cap. */
export interface Titles {
  /**
   * The best title of those shown least often that has a clip for a slot of this type; it counts as shown from now on.
   * @param beside titles that stand next to the slot, and cannot be it.
   */
  take(type: string, beside: ReadonlySet<string | undefined>): Taken | undefined;
  /** One of the best `top` that were `seen` already, the one that has come back least often, and is the best of those. */
  comeBack(
    top: number,
    type: string,
    beside: ReadonlySet<string | undefined>,
    seen: (title: string) => boolean,
  ): Taken | undefined;
  /** Slots of these types that can be handed a title, as long as none is barred by its neighbours. */
  supply(types: Iterable<string>): number;
  /** Counts a title that is shown whatever the ranking says. */
  count(title: string): void;
  /** The clip that a title shows in a slot of this type: one that it has not shown yet, where there is one. */
  show(title: string, type: string): ShownClip | undefined;
}

export interface TitlesOptions {
  readonly fallback: CadenceFallback;
  /** Times that a title is handed out at most. */
  readonly cap: number;
  /** The only clip types that are shown. Default: all. */
  readonly only?: ReadonlySet<string>;
}

/** @param ordered the ranking, best first. */
export function createTitles(
  ordered: readonly RankedTitle[],
  index: ClipIndex,
  { fallback, cap, only }: TitlesOptions,
): Titles {
  const counts = new Map<string, number>();
  const shown = new Set<string>();
  const types = new Map<string, readonly string[]>();
  /** By round and type: no title before this place can be handed out there any more. */
  const begins = new Map<string, number>();
  const countOf = (title: string): number => counts.get(title) ?? 0;
  const count = (title: string): void => void counts.set(title, countOf(title) + 1);

  const typesFor = (type: string): readonly string[] => {
    const known = types.get(type);
    if (known) return known;
    const found = standIns(type, fallback, index).filter((each) => !only || only.has(each));
    types.set(type, found);
    return found;
  };
  const has = (title: string, type: string): boolean =>
    typesFor(type).some((each) => index.clip(title, each) !== undefined);

  const takeIn = (round: number, type: string, beside: ReadonlySet<string | undefined>) => {
    const key = `${round} ${type}`;
    let begin = begins.get(key) ?? 0;
    const gone = ({ title }: RankedTitle) => countOf(title) > round || !has(title, type);
    for (let entry = ordered[begin]; entry && gone(entry); entry = ordered[begin]) begin++;
    begins.set(key, begin);
    for (let place = begin; place < ordered.length; place++) {
      const entry = ordered[place];
      if (!entry || beside.has(entry.title) || gone(entry)) continue;
      count(entry.title);
      return { entry, rank: place + 1 };
    }
    return undefined;
  };

  return {
    take(type, beside) {
      for (let round = 0; round < cap; round++) {
        const taken = takeIn(round, type, beside);
        if (taken) return taken;
      }
      return undefined;
    },

    comeBack(top, type, beside, seen) {
      let best: Taken | undefined;
      for (const [place, entry] of ordered.slice(0, top).entries()) {
        const { title } = entry;
        if (!seen(title) || beside.has(title) || countOf(title) >= cap || !has(title, type)) continue;
        if (!best || countOf(title) < countOf(best.entry.title)) best = { entry, rank: place + 1 };
      }
      if (best) count(best.entry.title);
      return best;
    },

    supply(types) {
      const asked = [...new Set(types)];
      return ordered.reduce((sum, { title }) => {
        const left = asked.some((type) => has(title, type)) ? cap - countOf(title) : 0;
        return sum + Math.max(0, left);
      }, 0);
    },

    count,

    show(title, type) {
      const clips = typesFor(type).flatMap((each) => {
        const range = index.clip(title, each);
        return range ? [{ type: each, range }] : [];
      });
      const clip = clips.find((each) => !shown.has(`${each.type} ${title}`)) ?? clips[0];
      if (clip) shown.add(`${clip.type} ${title}`);
      return clip;
    },
  };
}
