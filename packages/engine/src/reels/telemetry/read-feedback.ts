import type { Feedback } from "../../api/learning.ts";
import type { ScoreParts } from "../../api/ranked-title.ts";
import type { DayRange, EventStore } from "../../seams/event-store.ts";
import { decodePlay } from "./play.ts";

/** What spoke for each clip of a reel when it was laid out, by its slot; undefined where the stream is no reel. */
export type PartsOf = (stream: string) => Promise<readonly (ScoreParts | null)[] | undefined>;

/** Plays read at a time. */
const PAGE = 500;

/**
 * What each play says of the clips that it showed, for learning: one for each clip of each play, in the order of the
 * streams' ids. A title that was played afterwards counts as clicked; a click outweighs a skip.
 */
export async function* readFeedback(
  store: Pick<EventStore, "plays">,
  partsOf: PartsOf,
  days: DayRange = {},
): AsyncGenerator<Feedback> {
  let after = "";
  for (;;) {
    const page = await store.plays({ ...days, after, limit: PAGE });
    for (const { stream, viewer, holdout, play: text } of page) {
      const play = decodePlay(text);
      const parts = await partsOf(stream);
      for (const [slot, title] of play.shown) {
        const clicked = play.clicked.has(slot) || play.followed.has(slot);
        const spoke = parts?.[slot];
        yield {
          ...{ viewer, title, slot, impressions: 1, clicks: Number(clicked) },
          skips: Number(play.skipped.has(slot) && !clicked),
          completions: Number(play.finished.has(slot)),
          ...(spoke && { parts: spoke }),
          ...(holdout && { holdout }),
        };
      }
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.stream;
  }
}
