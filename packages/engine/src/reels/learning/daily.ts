import type { LearnedView, LearningService } from "../../api/ranking.ts";
import { asCutstreamError } from "../../errors.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { EventStore } from "../../seams/event-store.ts";
import { DAY, dayOf } from "./days.ts";

/** Who learns every day, in the record of changes. */
const DAILY = "daily";

/** Changes among which today's attempt is looked for. */
const LOOKED_AT = 100;

export interface DailyLearningParts {
  readonly store: Pick<AudienceStore, "changes">;
  readonly events: Pick<EventStore, "plays">;
  readonly learning: LearningService;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Learns once for each day (UTC) on which reels were played, when that day is over. The record of changes says whether
 * it was done; of nodes that do it at the same moment one is recorded, since each makes its change upon the same last
 * one.
 * @returns what learns if it is time to; it answers undefined where there is nothing to do. It throws what
 * {@link LearningService.learn} does, and is to be called again then.
 */
export function createDailyLearning({
  store,
  events,
  learning,
  now,
}: DailyLearningParts): () => Promise<LearnedView | undefined> {
  let lastDone: string | undefined;

  const learnOf = async (day: string): Promise<LearnedView | undefined> => {
    const changes = await store.changes(LOOKED_AT);
    if (changes.some(({ by, evidence }) => by === DAILY && evidence?.to === day)) return undefined;
    const plays = await events.plays({ from: day, to: day, after: "", limit: 1 });
    if (plays.length === 0) return undefined;
    try {
      return await learning.learn({ by: DAILY, to: day, upon: changes[0]?.id ?? null });
    } catch (error) {
      // streams were played, but no reels
      if (asCutstreamError(error).code === "nothing_to_learn") return undefined;
      throw error;
    }
  };

  return async () => {
    const yesterday = dayOf(now() - DAY);
    if (yesterday === lastDone) return undefined;
    const learned = await learnOf(yesterday);
    lastDone = yesterday;
    return learned;
  };
}
