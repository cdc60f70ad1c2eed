import type { JsonObject, RetrieveRequest, Why } from "cutstream";

/** What the form holds, as it was typed. */
export interface SearchForm {
  readonly query: string;
  /** Id of a collection; empty: all. */
  readonly collection: string;
  /** Id of a video; empty: all. */
  readonly video: string;
  /** Name of an index; empty: all. */
  readonly index: string;
  /** Seconds. */
  readonly longest: string;
  /** JSON. */
  readonly filters: string;
}

export const EMPTY: SearchForm = {
  query: "",
  collection: "",
  video: "",
  index: "",
  longest: "",
  filters: "",
};

/** Moments a page. */
const PAGE = 24;

/** Thrown where filters are no JSON object; says where. */
export class FilterError extends Error {}

/**
 * What the server is asked. @throws FilterError where the filters cannot be read
 */
export function requestOf(form: SearchForm, cursor?: string): RetrieveRequest {
  const { query, collection, video, index, longest, filters } = form;
  const max = Number(longest);
  return {
    limit: PAGE,
    ...(query.trim() ? { query: query.trim() } : {}),
    // A video is in one collection only: to name it says it all.
    ...(video ? { videos: [video] } : collection ? { collection } : {}),
    ...(index.trim() ? { indexes: [index.trim()] } : {}),
    ...(max > 0 ? { duration: { max } } : {}),
    ...(filters.trim() ? { filters: parseFilters(filters) } : {}),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** Whether anything was asked for: a form without words and filters would be answered with all there is. */
export function isEmpty({ query, filters, index, longest }: SearchForm): boolean {
  return [query, filters, index, longest].every((field) => field.trim() === "");
}

/** Reasons that are shown of each moment. */
const REASONS = 3;

/** Why a moment came, best reasons first: `speech: “goal, rain”, meaning 82 %`, one for each index. */
export function reasonsOf(why: readonly Why[]): readonly string[] {
  const ways = Map.groupBy(
    why.toSorted((a, b) => b.score - a.score),
    ({ index }) => index,
  );
  return [...ways].slice(0, REASONS).map(([index, own]) => `${index}: ${own.map(wayOf).join(", ")}`);
}

function wayOf({ by, score, terms }: Why): string {
  if (by === "text") return terms?.length ? `“${terms.join(", ")}”` : "words";
  if (by === "filter") return "meets the filters";
  return `${by === "image" ? "picture" : "meaning"} ${Math.round(score * 100)} %`;
}

function parseFilters(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FilterError(`The filters are not JSON: ${(error as Error).message}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new FilterError('The filters must be an object, such as {"team": "home"}.');
}
