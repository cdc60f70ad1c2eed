import {
  CutstreamError,
  type ModelView,
  type RankingChangeView,
  type RankingService,
  type RankingState,
  type RankRequest,
  type TitleView,
  type WatchView,
} from "@cutstream/engine";

/** Titles in the order in which they were given, and weights that can be set. */
export interface FakeRanking extends RankingService {
  /** Every ranking asked for. */
  readonly requests: RankRequest[];
}

const WHEN = "2026-01-01T00:00:00.000Z";

export function createFakeRanking(): FakeRanking {
  const titles = new Map<string, TitleView>();
  const watched = new Map<string, readonly WatchView[]>();
  const changes: RankingChangeView[] = [];
  const requests: RankRequest[] = [];
  const untouched: RankingState = {
    weights: { preference: 0.7, popularity: 0.25, recency: 0.05 },
    untrained: { preference: 0.7, popularity: 0.25, recency: 0.05 },
    priors: null,
  };
  let trained: ModelView | null = null;
  const state = () => changes[0]?.to ?? untouched;
  const title = (id: string): TitleView => {
    const found = titles.get(id);
    if (!found) throw new CutstreamError("title_not_found", `There is no title ${id}.`);
    return found;
  };
  const record = (change: Pick<RankingChangeView, "to" | "by" | "why" | "reverts">): RankingChangeView => {
    const made = { id: `chg_${changes.length}`, at: WHEN, from: state(), evidence: null, ...change };
    changes.unshift(made);
    return made;
  };
  return {
    requests,
    async rank(request) {
      requests.push(request);
      const parts = { preference: 0.5, popularity: 1, recency: 0 };
      const ranked = [...titles.keys()].slice(0, request.limit ?? 50);
      return {
        titles: ranked.map((id) => ({ title: id, score: 0.6, parts })),
        by: "built-in",
        notes: ["Nothing is known of the viewer: popularity stands in for preference."],
      };
    },
    model: {
      get: async () => trained,
      async train() {
        if (watched.size === 0) throw new CutstreamError("nothing_to_learn", "There is nothing to train on.");
        trained = { id: "mdl_1", titles: 1, viewers: 1, watches: 1, createdAt: WHEN };
        return trained;
      },
    },
    learning: {
      learn: async ({ by }) => ({
        adopted: false,
        change: record({ to: state(), by, why: "learned nothing", reverts: null }),
        verdict: { gain: 0, low: -1, high: 1, confidence: 0.95, viewers: 0, better: false },
        viewers: { holdout: 0, priors: 0, weights: 0, check: 0 },
      }),
    },
    close: async () => {},
    titles: {
      async put(given) {
        for (const one of given) {
          titles.set(one.id, {
            ...{ ageRating: 0, territories: null, genres: [], tags: [], metadata: {}, createdAt: WHEN },
            ...one,
          });
        }
        return { stored: given.length };
      },
      get: async (id) => title(id),
      list: async () => ({ items: [...titles.values()], next: null }),
      async delete(id) {
        title(id);
        titles.delete(id);
      },
    },
    history: {
      async add(viewer, watches) {
        const added = watches.map((watch) => ({ time: WHEN, weight: 1, seen: true, ...watch }));
        watched.set(viewer, [...added, ...(watched.get(viewer) ?? [])]);
        return { added: added.length };
      },
      get: async (viewer) => watched.get(viewer) ?? [],
      async forget(viewer) {
        watched.delete(viewer);
      },
    },
    weights: {
      get: async () => state(),
      set: async ({ weights, by, why }) =>
        record({ to: { ...state(), weights, untrained: weights }, by, why, reverts: null }),
      history: async (limit = 50) => changes.slice(0, limit),
      async revert(id, who) {
        const change = changes.find((one) => one.id === id);
        if (!change) throw new CutstreamError("ranking_change_not_found", `There is no change ${id}.`);
        return record({ to: change.from, ...who, reverts: id });
      },
    },
  };
}
