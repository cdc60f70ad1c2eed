import type { EngineMetrics } from "../../api/health.ts";
import type { RankingService } from "../../api/ranking.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { createLearning } from "../learning/learning.ts";
import { createProposer } from "../learning/proposer.ts";
import { createStoredPriors } from "../learning/stored-priors.ts";
import type { EventFeedback } from "../telemetry/event-feedback.ts";
import { createAudienceMemory } from "./audience.ts";
import { type ExternalRanker, withExternal } from "./external.ts";
import { createHistory } from "./history.ts";
import { createBuiltInRanker } from "./ranking.ts";
import { createRankingStates } from "./ranking-state.ts";
import { createTitles } from "./titles.ts";
import { createTraining } from "./training.ts";

export interface RankingServiceParts {
  readonly store: AudienceStore;
  readonly blobs: BlobStore;
  readonly now: () => number;
  /** What is learned from where nobody gives feedback. Default: nothing. */
  readonly eventsOf?: EventFeedback;
  /** Default: the built-in ranker ranks. */
  readonly external?: ExternalRanker | undefined;
}

/** Wires what ranks titles. */
export function createRankingService({
  store,
  blobs,
  now,
  external,
  eventsOf = async () => [],
}: RankingServiceParts): RankingService & { metrics(): EngineMetrics } {
  const memory = createAudienceMemory({ store, blobs, now });
  const states = createRankingStates(store, now);
  const training = createTraining({ store, blobs, memory, now });
  const proposer = createProposer();
  const priors = createStoredPriors(blobs);
  const builtIn = createBuiltInRanker({ memory, states, priors, now });
  const other = external && withExternal(builtIn, external, now);
  return {
    rank: other?.rank ?? builtIn,
    metrics: () => other?.metrics() ?? { counters: {}, gauges: {} },
    titles: createTitles(store, memory, now),
    history: createHistory(store, memory, now),
    weights: {
      get: states.get,
      set: states.set,
      history: states.history,
      revert: states.revert,
    },
    model: training.service,
    learning: createLearning({ store, states, priors, proposer, eventsOf, now }),
    async close() {
      await Promise.all([training.close(), proposer.close()]);
    },
  };
}
