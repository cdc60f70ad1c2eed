import { type Http, segment } from "./http.ts";
import { eachItem } from "./paging.ts";
import type {
  Author,
  Feedback,
  Learned,
  LearnedDays,
  Ranking,
  RankingChange,
  RankingState,
  RankRequest,
  ScoreWeights,
  TasteModel,
  Title,
  TitleInput,
  WatchInput,
} from "./ranking-types.ts";
import type { Cancellable } from "./types.ts";

/** Titles, what viewers watched of them, and in which order each viewer should see them. */
export interface Rankings {
  /**
   * Stores titles, or replaces them: all or none.
   * @example
   * ```ts
   * await cs.rankings.putTitles([{ id: "t1", name: "Heist", launchedAt: "2026-01-01T00:00:00Z", genres: ["crime"] }]);
   * await cs.rankings.addHistory("ann", [{ title: "t1" }]);
   * const { titles } = await cs.rankings.rank({ viewer: "bob", context: { genres: ["crime"] } });
   * ```
   */
  putTitles(titles: readonly TitleInput[], options?: Cancellable): Promise<{ readonly stored: number }>;
  /** All titles, in the order in which they came. */
  titles(options?: Cancellable): AsyncGenerator<Title, void, undefined>;
  /** @throws CutstreamError `title_not_found` */
  title(id: string, options?: Cancellable): Promise<Title>;
  /** @throws CutstreamError `title_not_found` */
  deleteTitle(id: string, options?: Cancellable): Promise<void>;
  /** Adds what a viewer watched; of one title and time the first is kept. */
  addHistory(
    viewer: string,
    watches: readonly WatchInput[],
    options?: Cancellable,
  ): Promise<{ readonly added: number }>;
  /** What a viewer watched last, newest first. */
  history(viewer: string, options?: Cancellable): Promise<readonly Required<WatchInput>[]>;
  /** Forgets all that a viewer watched. */
  forget(viewer: string, options?: Cancellable): Promise<void>;
  /** Titles for a viewer, best first, each with what speaks for it. */
  rank(request: RankRequest, options?: Cancellable): Promise<Ranking>;
  /** How titles are ranked now. */
  state(options?: Cancellable): Promise<RankingState>;
  /** Sets weights by hand. @throws CutstreamError `ranking_changed` */
  setWeights(weights: ScoreWeights, author: Author, options?: Cancellable): Promise<RankingChange>;
  /** Who changed how titles are ranked, when and why; newest first. */
  changes(limit?: number, options?: Cancellable): Promise<readonly RankingChange[]>;
  /** Ranks again as before a change. @throws CutstreamError `ranking_change_not_found`, `ranking_changed` */
  revert(id: string, author: Author, options?: Cancellable): Promise<RankingChange>;
  /** The model of viewers' taste; null until one was trained. */
  model(options?: Cancellable): Promise<TasteModel | null>;
  /** Trains a model on all that was watched; done once it is used. @throws CutstreamError `nothing_to_learn` */
  train(options?: Cancellable): Promise<TasteModel>;
  /**
   * Learns from what viewers did with reels, where that is better beyond doubt.
   * @param from feedback, or days whose events are learned from; the last four weeks by default
   */
  learn(by: string, from?: readonly Feedback[] | LearnedDays, options?: Cancellable): Promise<Learned>;
}

/** Rankings over HTTP. */
export function createRankings(http: Http): Rankings {
  const title = (id: string) => `/v1/titles/${segment(id)}`;
  const history = (viewer: string) => `/v1/viewers/${segment(viewer)}/history`;
  return {
    putTitles: (titles, options) => http.json("/v1/titles", { ...options, method: "PUT", json: { titles } }),
    titles: (options) => eachItem((cursor) => http.json("/v1/titles", { ...options, query: { cursor } })),
    title: (id, options) => http.json(title(id), options),
    deleteTitle: async (id, options) => {
      await http.send(title(id), { ...options, method: "DELETE" });
    },
    addHistory: (viewer, watches, options) =>
      http.json(history(viewer), { ...options, method: "POST", json: { watches } }),
    history: async (viewer, options) =>
      (await http.json<{ items: readonly Required<WatchInput>[] }>(history(viewer), options)).items,
    forget: async (viewer, options) => {
      await http.send(history(viewer), { ...options, method: "DELETE" });
    },
    rank: (json, options) => http.json("/v1/rank", { ...options, method: "POST", json }),
    state: (options) => http.json("/v1/ranking", options),
    setWeights: (weights, author, options) =>
      http.json("/v1/ranking", { ...options, method: "PUT", json: { weights, ...author } }),
    changes: async (limit, options) => {
      const query = { limit };
      const path = "/v1/ranking/changes";
      return (await http.json<{ items: readonly RankingChange[] }>(path, { ...options, query })).items;
    },
    revert: (id, json, options) =>
      http.json(`/v1/ranking/changes/${segment(id)}/revert`, { ...options, method: "POST", json }),
    model: async (options) =>
      (await http.json<{ model: TasteModel | null }>("/v1/ranking/model", options)).model,
    train: (options) => http.json("/v1/ranking/model", { ...options, method: "POST" }),
    learn: (by, from = {}, options) => {
      const json = { by, ...(isFeedback(from) ? { feedback: from } : from) };
      return http.json("/v1/ranking/learn", { ...options, method: "POST", json });
    },
  };
}

const isFeedback = (from: readonly Feedback[] | LearnedDays): from is readonly Feedback[] =>
  Array.isArray(from);
