import type { Feedback } from "../../api/learning.ts";
import type { LearnedView, LearningService } from "../../api/ranking.ts";
import { CutstreamError } from "../../errors.ts";
import type { JsonObject } from "../../moments/moment.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { DayRange } from "../../seams/event-store.ts";
import type { RankingStates } from "../ranking/ranking-state.ts";
import { isDay, learnedDays } from "./days.ts";
import { faultOf } from "./feedback.ts";
import type { Proposer } from "./proposer.ts";
import type { StoredPriors } from "./stored-priors.ts";

export interface LearningParts {
  readonly store: Pick<AudienceStore, "changes">;
  readonly states: Pick<RankingStates, "get" | "change">;
  readonly priors: StoredPriors;
  readonly proposer: Pick<Proposer, "propose">;
  /** What viewers did on some days, as events told. */
  readonly eventsOf: (days: DayRange) => Promise<readonly Feedback[]>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Changes among which the last attempt is looked for. */
const LOOKED_AT = 1_000;

/** Learns from what viewers do with reels, and changes how titles are ranked where that is better beyond doubt. */
export function createLearning({
  store,
  states,
  priors,
  proposer,
  eventsOf,
  now,
}: LearningParts): LearningService {
  return {
    async learn({ feedback: given, by, upon, ...asked }): Promise<LearnedView> {
      checkRequest(given, asked);
      const days = given ? undefined : learnedDays(asked, now());
      const feedback = given ?? (await eventsOf(days ?? {}));
      if (feedback.length === 0) {
        throw new CutstreamError("nothing_to_learn", "There is no feedback: no viewer has seen a reel yet.");
      }
      const changes = await store.changes(LOOKED_AT);
      const before = await states.get();
      const attempt = Math.max(0, ...changes.map(({ evidence }) => Number(evidence?.attempt ?? 0))) + 1;
      // two at once do not both count as the n-th attempt
      const last = upon === undefined ? (changes[0]?.id ?? null) : upon;
      const current = { weights: before.weights, priors: await priors.get(before.priors) };
      const { candidate, verdict, viewers } = await proposer.propose({ feedback, current, attempt });
      const { better, ...measured } = verdict;
      const evidence: JsonObject = {
        ...{ attempt, adopted: better, ...measured, groups: { ...viewers }, feedback: feedback.length },
        ...days,
      };
      const to = better
        ? { ...before, weights: candidate.weights, priors: await priors.put(candidate.priors ?? NOTHING) }
        : before;
      const why = better
        ? `learned: ${points(verdict.gain)} points more pairs in order, at least ${points(verdict.low)}`
        : `learned nothing: ${points(verdict.gain)} points, which may be ${points(verdict.low)}`;
      // an attempt that comes to nothing is kept too: each makes the next one need more
      const change = await states.change({ to, by, why, evidence }, before, last);
      return { adopted: better, change, verdict, viewers };
    },
  };
}

function checkRequest(given: readonly Feedback[] | undefined, { from, to }: DayRange): void {
  const refuse = (message: string, path: string) => {
    throw new CutstreamError("invalid_request", message, { path });
  };
  if (given && (from ?? to) !== undefined) {
    refuse("Feedback is given, and days as well: it is learned from one or the other.", "feedback");
  }
  given?.forEach((one, at) => {
    const fault = faultOf(one);
    if (fault !== undefined) refuse(`feedback[${at}]: ${fault}.`, `feedback[${at}]`);
  });
  for (const [name, day] of Object.entries({ from, to })) {
    if (day !== undefined && !isDay(day)) refuse(`${name} is ${day}, which is no day.`, name);
  }
  if (from !== undefined && to !== undefined && from > to)
    refuse(`from, ${from}, is after to, ${to}.`, "from");
}

const NOTHING = { looks: [], titles: {}, mean: 0 };

function points(share: number): string {
  return (share * 100).toFixed(1);
}
