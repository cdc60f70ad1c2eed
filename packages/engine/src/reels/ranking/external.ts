import { asCutstreamError } from "../../errors.ts";
import type { JsonObject } from "../../moments/moment.ts";
import type { Ranking, RankingService, RankRequest } from "../../ranking-api.ts";
import type { Ranker, ScoredTitle } from "../../seams/ranker.ts";
import { MOST_RANKED } from "./ranking.ts";

/** Milliseconds that another ranker may take, while a viewer waits. */
export const RANKER_DEADLINE = 150;

/** Another ranker, and how long it may take. */
export interface ExternalRanker {
  readonly ranker: Ranker;
  /** Milliseconds. */
  readonly deadline: number;
}

/**
 * Asks another ranker; the built-in one answers where that one does not, or not in time. What a viewer may see is
 * decided here, whoever ranks.
 */
export function withExternal(
  builtIn: RankingService["rank"],
  { ranker, deadline }: ExternalRanker,
  now: () => number,
): RankingService["rank"] {
  const ask = async (request: RankRequest): Promise<readonly ScoredTitle[] | string> => {
    try {
      return await ranker.rank(
        {
          viewer: request.viewer,
          titles: request.titles ?? null,
          context: { ...request.context } as JsonObject,
          limit: request.limit ?? MOST_RANKED,
          now: request.now ?? now(),
        },
        AbortSignal.timeout(deadline),
      );
    } catch (error) {
      return asCutstreamError(error).message;
    }
  };

  return async (request) => {
    const { limit, ...rest } = request;
    // in vain where the request is wrong: then the built-in ranker says so
    const [own, theirs] = await Promise.all([builtIn({ ...rest, limit: MOST_RANKED }), ask(request)]);
    if (typeof theirs !== "string") return merged(own, theirs, ranker.name, limit);
    const titles = own.titles.slice(0, limit ?? own.titles.length);
    return { ...own, titles, notes: [`The built-in ranker ranked: ${theirs}`, ...own.notes] };
  };
}

/** Their order of those titles that may be shown, each with the parts that we know. */
function merged(own: Ranking, theirs: readonly ScoredTitle[], name: string, limit?: number): Ranking {
  const shown = new Map(own.titles.map((ranked) => [ranked.title, ranked]));
  const scores = new Map(theirs.map(({ title, score }) => [title, score]));
  const titles = [...scores]
    .flatMap(([title, score]) => {
      const ranked = shown.get(title);
      return ranked ? [{ ...ranked, score }] : [];
    })
    .sort((a, b) => b.score - a.score);
  const left = scores.size - titles.length;
  const notes = left === 0 ? [] : [`${left} titles that ${name} ranked are not for this viewer, or unknown.`];
  return { titles: titles.slice(0, limit ?? titles.length), by: "external", notes };
}
