import type { RetrieveOptions, RetrieveRequest, RetrieveView } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import { searchText } from "../moments/search-text.ts";
import { parseTextQuery } from "../moments/text-query.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { Embedder } from "../seams/embedder.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";
import type { AnnotatedMoment, MomentCandidates, MomentQuery, MomentStore } from "../seams/moment-store.ts";
import { diversify } from "./diversify.ts";
import { parseFilters } from "./filters.ts";
import { fuse, type Score } from "./fuse.ts";
import { createTextMatcher } from "./match.ts";
import { readScope } from "./scope.ts";
import { type LikePictures, searchPictures } from "./search-pictures.ts";

/** A moment found, before it is shown. */
export interface FoundMoment {
  readonly moment: AnnotatedMoment;
  /** Null where nothing was typed. */
  readonly score: Score | null;
  /** Terms of the query that it holds. */
  readonly terms: readonly string[];
}

/** A moment that is answered, with those of the same stretch that it stands for. */
export interface AnsweredMoment extends FoundMoment {
  readonly same: readonly FoundMoment[];
}

export interface RetrieveParts {
  readonly catalog: Catalog;
  readonly store: MomentStore;
  /** Null: meanings are not compared. */
  readonly embedder: Embedder | null;
  /** Null: pictures are not compared. */
  readonly imageEmbedder: ImageEmbedder | null;
  /** Shows moments to the caller. */
  readonly show: (
    moments: readonly AnsweredMoment[],
    request: RetrieveRequest,
  ) => Promise<RetrieveView["moments"]>;
}

const DEFAULT_LIMIT = 20;
const MOST = 200;
const DEFAULT_DIVERSITY = 0.5;
/** Characters of a query. */
const LONGEST_QUERY = 2_000;
/** Candidates that each way of ranking gives; pages end with them. */
const CANDIDATES = 400;

/** Finds moments: a round trip to the store for candidates, one for pictures where they count, one for what they are. */
export function createRetrieve(parts: RetrieveParts) {
  return async (request: RetrieveRequest, options: RetrieveOptions = {}): Promise<RetrieveView> => {
    const { limit = DEFAULT_LIMIT, minScore = 0, diversity = DEFAULT_DIVERSITY } = request;
    assertRange("limit", limit, 1, MOST, true);
    assertRange("minScore", minScore, 0, 1);
    assertRange("diversity", diversity, 0, 1);
    const offset = readCursor(request.cursor);
    const query = (request.query ?? "").trim();
    if (query.length > LONGEST_QUERY) {
      const message = `The query has ${query.length} characters; ${LONGEST_QUERY} are the most.`;
      throw new CutstreamError("query_too_long", message, { path: "query" });
    }
    const scope = await readScope(request, parts.catalog);
    const where = request.filters ? parseFilters(request.filters) : null;
    const page = { scope, where, offset, limit };
    if (query === "") return listed(page, request, parts);

    const words = query.replaceAll(/["“”„*]/g, " ");
    const imageEmbedder = options.ranking?.image === false ? null : parts.imageEmbedder;
    const pictures = searchPictures({ words, scope, where, limit: CANDIDATES }, parts.store, imageEmbedder);
    const said = searchTexts({ query, words, scope, where }, options, parts);
    const [{ likeness, warnings: unseen }, { candidates, text, warnings }] = await Promise.all([
      pictures,
      said,
    ]);
    const found = await scoreCandidates({ ...candidates, likeness }, text ?? [], parts.store);
    const contenders = found
      .filter(({ score }) => (score?.total ?? 0) >= minScore && (score?.total ?? 0) > 0)
      .map((one) => ({ ...one.moment, score: one.score?.total ?? 0, found: one }));
    const chosen = diversify(contenders, diversity, offset + limit + 1);
    const answered = chosen.slice(offset, offset + limit).map(({ best, same }) => ({
      ...best.found,
      same: same.map((one) => one.found),
    }));
    return {
      moments: await parts.show(answered, request),
      next: chosen.length > offset + limit ? writeCursor(offset + limit) : null,
      warnings: [...warnings, ...unseen],
    };
  };
}

/** Filters alone rank by video and time. */
async function listed(
  { scope, where, offset, limit }: Pick<MomentQuery, "scope" | "where"> & { offset: number; limit: number },
  request: RetrieveRequest,
  { store, show }: RetrieveParts,
): Promise<RetrieveView> {
  const query = { scope, where, text: null, vector: null, offset, limit: limit + 1 };
  const { ordered } = await store.search(query);
  const rows = await store.moments(ordered.slice(0, limit));
  const found = ordered.slice(0, limit).flatMap((id) => {
    const moment = rows.get(id);
    return moment ? [{ moment, score: null, terms: [], same: [] }] : [];
  });
  return {
    moments: await show(found, request),
    next: ordered.length > limit ? writeCursor(offset + limit) : null,
    warnings: [],
  };
}

/** Candidates by words and by meaning. */
async function searchTexts(
  { query, words, scope, where }: Pick<MomentQuery, "scope" | "where"> & { query: string; words: string },
  options: RetrieveOptions,
  parts: RetrieveParts,
): Promise<{ candidates: MomentCandidates; text: MomentQuery["text"]; warnings: string[] }> {
  const { vector, warnings } = await embedQuery(words, options, parts.embedder);
  const text = options.ranking?.text === false ? null : parseTextQuery(query);
  const candidates = await searchStore({ scope, where, text, vector, limit: CANDIDATES }, warnings, parts);
  return { candidates, text, warnings };
}

async function embedQuery(
  words: string,
  { ranking }: RetrieveOptions,
  embedder: Embedder | null,
): Promise<{ vector: MomentQuery["vector"]; warnings: string[] }> {
  if (ranking?.meaning === false) return { vector: null, warnings: [] };
  if (!embedder)
    return { vector: null, warnings: ["Meanings were not compared: there is no embedding model."] };
  try {
    const [values] = await embedder.embed([words]);
    return { vector: values ? { model: embedder.model, values } : null, warnings: [] };
  } catch (error) {
    if (!isModelFault(error)) throw error;
    return { vector: null, warnings: [notCompared(error)] };
  }
}

/** By words alone where the vectors of the model in use cannot be compared with those that there are. */
async function searchStore(
  query: MomentQuery,
  warnings: string[],
  { store }: RetrieveParts,
): Promise<MomentCandidates> {
  try {
    return await store.search(query);
  } catch (error) {
    if (query.vector === null || !isModelFault(error)) throw error;
    warnings.push(notCompared(error));
    return store.search({ ...query, vector: null });
  }
}

const isModelFault = (error: unknown): error is CutstreamError =>
  error instanceof CutstreamError && error.code === "model_unavailable";

const notCompared = (error: CutstreamError): string => `Meanings were not compared: ${error.message}`;

async function scoreCandidates(
  { text, vector, likeness, frequencies, total }: MomentCandidates & Pick<LikePictures, "likeness">,
  terms: Parameters<typeof createTextMatcher>[0],
  store: MomentStore,
): Promise<FoundMoment[]> {
  const best = text[0]?.score ?? 1;
  const textRank = new Map(text.map(({ id, score }) => [id, score / best]));
  const similarity = new Map(vector.map(({ id, similarity }) => [id, similarity]));
  const rows = await store.moments([
    ...new Set([...textRank.keys(), ...similarity.keys(), ...likeness.keys()]),
  ]);
  const match = createTextMatcher(terms, frequencies, total);
  return [...rows.values()].map((moment) => {
    const rank = textRank.get(moment.id);
    const matched = rank === undefined ? NOTHING : match(searchText(moment), moment.around);
    const evidence = {
      coverage: matched.coverage,
      textRank: rank ?? 0,
      similarity: similarity.get(moment.id) ?? 0,
      likeness: likeness.get(moment.id) ?? 0,
    };
    return { moment, score: fuse(evidence), terms: matched.terms };
  });
}

const NOTHING = { coverage: 0, terms: [] };

/** Cursors are places in the ranking. */
const writeCursor = (offset: number): string => `after-${offset}`;

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const offset = /^after-(\d{1,9})$/.exec(cursor)?.[1];
  if (offset !== undefined) return Number(offset);
  throw new CutstreamError("invalid_request", `"${cursor.slice(0, 40)}" is no cursor that a page gave.`, {
    path: "cursor",
  });
}

function assertRange(name: string, value: number, least: number, most: number, isWhole = false): void {
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return;
  throw new CutstreamError("invalid_request", `${name} is ${value}, not ${least} to ${most}.`, {
    path: name,
  });
}
