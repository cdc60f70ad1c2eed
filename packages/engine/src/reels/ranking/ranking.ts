import type { RankedTitle, ScoreWeights } from "../../api/ranked-title.ts";
import type { RankContext, Ranking, RankRequest } from "../../api/ranking.ts";
import { CutstreamError } from "../../errors.ts";
import type { WatchRow } from "../../seams/audience-store.ts";
import { assignArm } from "../experiments/assign-arm.ts";
import type { StoredPriors } from "../learning/stored-priors.ts";
import { sampleParts } from "../learning/thompson.ts";
import type { Audience, AudienceMemory } from "./audience.ts";
import { assertWeights } from "./check.ts";
import { hashText } from "./random.ts";
import type { RankingStates } from "./ranking-state.ts";
import { type Eligibility, scoreTitles } from "./score.ts";
import { matchOf, preferencesOf, type Taste } from "./taste.ts";
import type { TitleTable } from "./title-table.ts";

const LIMIT = 50;
/** Titles that one ranking gives. */
export const MOST_RANKED = 10_000;
/** Milliseconds for which the same is drawn for a viewer. */
const DRAWN_FOR = 3_600_000;
const YEAR = 365.25 * 86_400_000;
/** A title is half as new after so long, in milliseconds. */
const RECENCY_HALF_LIFE = YEAR;
/** A title that was just watched weighs as much as so many others. */
const JUST_WATCHED = 3;

export interface RankingParts {
  readonly memory: AudienceMemory;
  readonly states: Pick<RankingStates, "get">;
  readonly priors: Pick<StoredPriors, "beside">;
  readonly now: () => number;
}

/** Ranks by what is in memory and what a viewer watched. */
export function createBuiltInRanker({ memory, states, priors, now }: RankingParts) {
  return async (request: RankRequest): Promise<Ranking> => {
    const { limit = LIMIT, context = {} } = request;
    if (!(Number.isInteger(limit) && limit > 0 && limit <= MOST_RANKED)) {
      const message = `limit is ${limit}, and must be a whole number from 1 to ${MOST_RANKED}.`;
      throw new CutstreamError("invalid_request", message, { path: "limit" });
    }
    const state = await states.get();
    const learns = request.learned ?? !assignArm([], request.viewer).holdout;
    const weights: ScoreWeights = { ...(learns ? state.weights : state.untrained), ...request.weights };
    assertWeights(weights, "weights");
    const audience = await memory.current();
    const watches = await memory.watchesOf(request.viewer);
    const { table, popularity, placed } = audience;
    const when = request.now ?? now();
    const believed = learns ? await priors.beside(state.priors, table) : undefined;
    const chosen = request.titles && numbersOf(request.titles, table);
    const taste = tasteOf(watches, context, table);
    const preferences = preferencesOf(taste, table, placed);
    const known = scoreTitles({
      ...{ table, popularity, preferences, weights, limit },
      among: chosen?.numbers,
      eligibility: eligibilityOf(watches, context, table),
      match: taste.features.length > 0 ? matchOf(taste.features, table) : undefined,
      recencyHalfLife: RECENCY_HALF_LIFE,
      learned: believed && sampleParts(believed, hashText(request.viewer, Math.floor(when / DRAWN_FOR))),
      now: when,
    });
    const strangers = chosen ? strangersOf(chosen.unknown, watches, context) : { ids: [], notes: [] };
    const titles = [...known, ...strangers.ids.map(unranked)].slice(0, limit);
    return {
      titles,
      by: "built-in",
      notes: [...notesOf(audience, preferences.from), ...strangers.notes],
    };
  };
}

/** What a viewer's watches and the moment say of the viewer. */
function tasteOf(watches: readonly WatchRow[], context: RankContext, table: TitleTable): Taste {
  const weights = new Map<number, number>();
  const add = (title: string, weight: number) => {
    const number = table.numberOf(title);
    if (number !== undefined) weights.set(number, (weights.get(number) ?? 0) + weight);
  };
  for (const { title, weight } of watches) add(title, weight);
  if (context.title !== undefined) add(context.title, JUST_WATCHED);
  const { genres = [], tags = [] } = context;
  const features = [
    ...genres.map((name) => table.featureOf("genre", name)),
    ...tags.map((name) => table.featureOf("tag", name)),
  ];
  return {
    watched: Array.from(weights, ([number, weight]) => ({ number, weight })),
    features: features.filter((feature) => feature !== undefined),
  };
}

function eligibilityOf(
  watches: readonly WatchRow[],
  { territory, ageRating, seen = "hide", title }: RankContext,
  table: TitleTable,
): Eligibility {
  const gone = seen === "hide" ? watches.filter((watch) => watch.seen).map((watch) => watch.title) : [];
  const hidden = [...gone, ...(title === undefined || seen === "show" ? [] : [title])];
  return {
    ...{ territory, ageRating },
    hidden: hidden.map((id) => table.numberOf(id)).filter((number) => number !== undefined),
  };
}

interface Chosen {
  readonly numbers: Int32Array;
  readonly unknown: readonly string[];
}

/** Lists of titles come again and again: those of a mega asset's version. */
const chosenBefore = new WeakMap<
  readonly string[],
  { readonly table: TitleTable; readonly version: number; readonly chosen: Chosen }
>();

function numbersOf(ids: readonly string[], table: TitleTable): Chosen {
  const before = chosenBefore.get(ids);
  if (before?.table === table && before.version === table.version) return before.chosen;
  const numbers = new Set<number>();
  const unknown = new Set<string>();
  for (const id of ids) {
    const number = table.numberOf(id);
    if (number === undefined || table.present[number] === 0) unknown.add(id);
    else numbers.add(number);
  }
  const chosen = { numbers: Int32Array.from(numbers), unknown: [...unknown] };
  chosenBefore.set(ids, { table, version: table.version, chosen });
  return chosen;
}

/** Titles that are asked for and of which nothing is known come last, but where it matters whom they are shown. */
function strangersOf(
  ids: readonly string[],
  watches: readonly WatchRow[],
  { territory, ageRating, seen = "hide", title }: RankContext,
): { readonly ids: readonly string[]; readonly notes: readonly string[] } {
  if (ids.length === 0) return { ids: [], notes: [] };
  const some = `${ids.slice(0, 3).join(", ")}${ids.length > 3 ? " …" : ""}`;
  const many = ids.length === 1 ? "1 title is unknown" : `${ids.length} titles are unknown`;
  if (territory !== undefined || ageRating !== undefined) {
    return { ids: [], notes: [`${many} and left out, as nothing says who may see it: ${some}.`] };
  }
  const gone = new Set(watches.filter((watch) => watch.seen).map((watch) => watch.title));
  if (title !== undefined) gone.add(title);
  const left = seen === "show" ? ids : ids.filter((id) => !gone.has(id));
  return { ids: left, notes: [`${many} and ranked last: ${some}.`] };
}

function unranked(title: string): RankedTitle {
  return { title, score: 0, parts: { preference: 0, popularity: 0, recency: 0 } };
}

function notesOf({ placed }: Audience, from: "watched" | "genres" | "nothing"): readonly string[] {
  switch (from) {
    case "watched":
      return [];
    case "genres":
      return [
        placed
          ? "The model knows nothing that the viewer watched: genres and tags were compared."
          : "No model was trained yet: genres and tags of what the viewer watched were compared.",
      ];
    case "nothing":
      return ["Nothing is known of the viewer: popularity stands in for preference."];
  }
}
