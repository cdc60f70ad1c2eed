import type { RankingService } from "../../ranking-api.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { createAudienceMemory } from "./audience.ts";
import { createHistory } from "./history.ts";
import { createBuiltInRanker } from "./ranking.ts";
import { createRankingStates } from "./ranking-state.ts";
import { createTitles } from "./titles.ts";
import { createTraining } from "./training.ts";

export interface RankingServiceParts {
  readonly store: AudienceStore;
  readonly blobs: BlobStore;
  readonly now: () => number;
}

/** Wires what ranks titles. */
export function createRankingService({ store, blobs, now }: RankingServiceParts): RankingService {
  const memory = createAudienceMemory({ store, blobs, now });
  const states = createRankingStates(store, now);
  const training = createTraining({ store, blobs, memory, now });
  return {
    rank: createBuiltInRanker({ memory, states, now }),
    titles: createTitles(store, memory, now),
    history: createHistory(store, memory, now),
    weights: {
      get: states.get,
      set: states.set,
      history: states.history,
      revert: states.revert,
    },
    model: training.service,
    close: training.close,
  };
}
