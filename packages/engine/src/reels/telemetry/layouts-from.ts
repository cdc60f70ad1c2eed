import { FLICKS_PER_SECOND, parseRational } from "@cutstream/media";
import type { ReelBook } from "../maker/reel-book.ts";
import type { ReelLayoutOf } from "./event.ts";

/** Finds layouts in the book of reels, whose places are frames. */
export function layoutsFrom(book: Pick<ReelBook, "find">): ReelLayoutOf {
  return async (stream) => {
    const record = await book.find(stream);
    if (!record) return undefined;
    const { viewer, experiment, arm, holdout, frameRate, slots } = record;
    const rate = parseRational(frameRate);
    if (!rate) throw new RangeError(`Reel ${stream} has ${frameRate} frames a second.`);
    const at = (frame: number) => Math.round(((frame * rate.den) / rate.num) * FLICKS_PER_SECOND);
    return {
      ...{ viewer, holdout },
      ...(experiment !== null && { experiment }),
      ...(arm !== null && { arm }),
      slots: slots.map(({ title, clip, start, end }, slot) => ({
        ...{ slot, title, clipType: clip, start: at(start), end: at(end) },
      })),
    };
  };
}
