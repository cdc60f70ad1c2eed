import type { MemoryService, RetrievedMoment, RetrieveRequest } from "../../api/memory.ts";
import type { JsonObject } from "../../moments/moment.ts";
import { wholeWordsOf } from "../../moments/tokens.ts";
import type { Hit } from "./candidates.ts";
import type { ReelQuery } from "./plan.ts";

/** Where a reel looks. */
export type ReelScope = Pick<RetrieveRequest, "videos" | "collection" | "time" | "filters">;

/** What the queries of a plan found. */
export interface Gathered {
  readonly hits: readonly Hit[];
  /** Moments that are to be left out. */
  readonly excluded: readonly RetrievedMoment[];
  /** Moments that each query found, by its place. */
  readonly counts: readonly number[];
  readonly warnings: readonly string[];
}

/** Of what is ranked, as many count. */
const MOST_RANKED = 100;
/** Of what is listed, as many are looked at, so many a page. */
const MOST_LISTED = 2000;
const PAGE = 200;
/** Videos that are listed one by one, so that a long one leaves room for the others. */
const MOST_APART = 50;
/** Of what is ranked, what is less than this part of the best is about something else. */
const LEAST_OF_BEST = 0.5;
/** What is listed tells by a number how much it is worth: the least is worth this part of the greatest. */
const LEAST_STRENGTH = 0.25;
const STRENGTHS = ["strength", "importance", "score"] as const;

/** Asks memory each query of a plan. Throws as `retrieve` does. */
export async function gather(
  queries: readonly ReelQuery[],
  scope: ReelScope,
  retrieve: MemoryService["retrieve"],
): Promise<Gathered> {
  const answers = await Promise.all(queries.map((query) => ask(query, scope, retrieve)));
  const hits: Hit[] = [];
  const excluded: RetrievedMoment[] = [];
  const counts = answers.map(({ moments }, n) => {
    const query = queries[n];
    if (!query) return 0;
    // Nobody wants to miss what is only near in meaning to what is to be left out.
    const named = moments.filter(({ why }) => why.some(({ by }) => by === "text"));
    if (query.excludes) excluded.push(...named);
    else hits.push(...(query.query === undefined ? listed : ranked)(query, moments));
    return query.excludes ? named.length : moments.length;
  });
  return { hits, excluded, counts, warnings: [...new Set(answers.flatMap(({ warnings }) => warnings))] };
}

async function ask(query: ReelQuery, scope: ReelScope, retrieve: MemoryService["retrieve"]) {
  const filters: JsonObject[] = [scope.filters, query.filters].filter((filter) => filter !== undefined);
  const request: RetrieveRequest = {
    ...scope,
    ...(filters.length > 0 && { filters: { $and: filters } }),
    ...(query.query !== undefined && { query: query.query }),
    ...(query.indexes && { indexes: query.indexes }),
    padding: { before: query.before, after: query.after },
  };
  if (query.query !== undefined) return askRanked(query.query, request, retrieve);
  const { videos = [] } = scope;
  if (videos.length < 2 || videos.length > MOST_APART) return list(query, request, MOST_LISTED, retrieve);
  const most = Math.ceil(MOST_LISTED / videos.length);
  const lists = await Promise.all(
    videos.map((video) => list(query, { ...request, videos: [video] }, most, retrieve)),
  );
  return {
    moments: lists.flatMap(({ moments }) => moments),
    warnings: lists.flatMap(({ warnings }) => warnings),
  };
}

/** What is about the query: near the best, and where it names somebody or something exactly, that. */
async function askRanked(query: string, request: RetrieveRequest, retrieve: MemoryService["retrieve"]) {
  const { moments, warnings } = await retrieve({ ...request, limit: MOST_RANKED });
  const least = LEAST_OF_BEST * (moments[0]?.score ?? 0);
  const exact = wholeWordsOf(query).filter((word) => /[_\d]/.test(word));
  const isExact = ({ why }: RetrievedMoment) => {
    const held = new Set(why.flatMap(({ terms = [] }) => terms));
    return exact.every((word) => held.has(word));
  };
  return { moments: moments.filter((moment) => moment.score >= least && isExact(moment)), warnings };
}

/** All that the filters leave, by time, up to so many. */
async function list(
  { purpose }: ReelQuery,
  request: RetrieveRequest,
  most: number,
  retrieve: MemoryService["retrieve"],
) {
  const moments: RetrievedMoment[] = [];
  const warnings: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await retrieve({ ...request, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    moments.push(...page.moments);
    warnings.push(...page.warnings);
    cursor = page.next;
    if (cursor !== null && moments.length >= most) {
      warnings.push(`Of “${purpose}” only the first ${moments.length} moments were looked at.`);
      cursor = null;
    }
  }
  return { moments, warnings };
}

function ranked(query: ReelQuery, moments: readonly RetrievedMoment[]): Hit[] {
  const best = moments[0]?.score ?? 1;
  return moments.map((moment) => ({ query, moment, worth: (query.weight * moment.score) / best }));
}

function listed(query: ReelQuery, moments: readonly RetrievedMoment[]): Hit[] {
  const strengths = moments.map(strengthOf);
  const greatest = Math.max(0, ...strengths.map((strength) => strength ?? 0));
  return moments.map((moment, n) => {
    const part = greatest > 0 ? (strengths[n] ?? 0) / greatest : 1;
    return { query, moment, worth: query.weight * (LEAST_STRENGTH + (1 - LEAST_STRENGTH) * part) };
  });
}

/** The number in a moment's metadata that says how much it is worth. */
function strengthOf({ metadata }: RetrievedMoment): number | undefined {
  for (const name of STRENGTHS) {
    const value = metadata[name];
    if (typeof value === "number" && value > 0) return value;
  }
  return undefined;
}
