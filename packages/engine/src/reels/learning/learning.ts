import { CutstreamError } from "../../errors.ts";
import type { JsonObject } from "../../moments/moment.ts";
import type { LearnedView, LearningService } from "../../ranking-api.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { RankingStates } from "../ranking/ranking-state.ts";
import { faultOf } from "./feedback.ts";
import { propose } from "./propose.ts";
import type { StoredPriors } from "./stored-priors.ts";

export interface LearningParts {
  readonly store: Pick<AudienceStore, "changes">;
  readonly states: Pick<RankingStates, "get" | "change">;
  readonly priors: StoredPriors;
}

/** Changes among which the last attempt is looked for. */
const LOOKED_AT = 1_000;

/** Learns from what viewers do with reels, and changes how titles are ranked where that is better beyond doubt. */
export function createLearning({ store, states, priors }: LearningParts): LearningService {
  const attemptsBefore = async (): Promise<number> => {
    const attempts = (await store.changes(LOOKED_AT)).map(({ evidence }) => Number(evidence?.attempt ?? 0));
    return Math.max(0, ...attempts);
  };

  return {
    async learn({ feedback, by }): Promise<LearnedView> {
      feedback.forEach((one, at) => {
        const fault = faultOf(one);
        if (fault === undefined) return;
        throw new CutstreamError("invalid_request", `feedback[${at}]: ${fault}.`, {
          path: `feedback[${at}]`,
        });
      });
      if (feedback.length === 0) {
        throw new CutstreamError("nothing_to_learn", "There is no feedback: no viewer has seen a reel yet.");
      }
      const before = await states.get();
      const attempt = (await attemptsBefore()) + 1;
      const current = { weights: before.weights, priors: await priors.get(before.priors) };
      const { candidate, verdict, viewers } = propose(feedback, current, attempt);
      const { better, ...measured } = verdict;
      const evidence: JsonObject = { attempt, adopted: better, ...measured, groups: { ...viewers } };
      const to = better
        ? { ...before, weights: candidate.weights, priors: await priors.put(candidate.priors ?? NOTHING) }
        : before;
      const why = better
        ? `learned: ${points(verdict.gain)} points more pairs in order, at least ${points(verdict.low)}`
        : `learned nothing: ${points(verdict.gain)} points, which may be ${points(verdict.low)}`;
      // an attempt that comes to nothing is kept too: each makes the next one need more
      const change = await states.change({ to, by, why, evidence }, before);
      return { adopted: better, change, verdict, viewers };
    },
  };
}

const NOTHING = { looks: [], titles: {}, mean: 0 };

function points(share: number): string {
  return (share * 100).toFixed(1);
}
