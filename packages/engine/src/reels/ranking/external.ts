import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from "cockatiel";
import type { EngineMetrics } from "../../api/health.ts";
import type { Ranking, RankingService, RankRequest } from "../../api/ranking.ts";
import { asCutstreamError } from "../../errors.ts";
import type { JsonObject } from "../../moments/moment.ts";
import type { Ranker, ScoredTitle } from "../../seams/ranker.ts";
import { MOST_RANKED } from "./ranking.ts";

/** Milliseconds that another ranker may take, while a viewer waits. */
export const RANKER_DEADLINE = 150;

/** Failures and missed deadlines in a row after which another ranker is left alone. */
const RANKER_FAILURES = 5;
/** Milliseconds for which it is: then one request tells whether it is back. */
const RANKER_REST = 10_000;

/** Another ranker, and how long it may take. */
export interface ExternalRanker {
  readonly ranker: Ranker;
  /** Milliseconds. */
  readonly deadline: number;
  /** Default {@link RANKER_REST}. */
  readonly rest?: number;
}

/** Rankings by another ranker. */
export interface ExternalRanking {
  readonly rank: RankingService["rank"];
  /** How often it was asked, and did not answer; how often it was left alone, and whether it is now. */
  metrics(): EngineMetrics;
}

/**
 * Asks another ranker; the built-in one answers where that one does not, or not in time. One that fails
 * {@link RANKER_FAILURES} times in a row is not asked for a while, so that nobody waits for what does not come. What a
 * viewer may see is decided here, whoever ranks.
 */
export function withExternal(
  builtIn: RankingService["rank"],
  { ranker, deadline, rest = RANKER_REST }: ExternalRanker,
  now: () => number,
): ExternalRanking {
  const breaker = new ConsecutiveBreaker(RANKER_FAILURES);
  const circuit = circuitBreaker(handleAll, { halfOpenAfter: rest, breaker });
  const counters = { "ranker.answered": 0, "ranker.failed": 0, "ranker.leftAlone": 0 };

  const ask = async (request: RankRequest): Promise<readonly ScoredTitle[] | string> => {
    try {
      const titles = await circuit.execute(() => askOnce(request));
      counters["ranker.answered"]++;
      return titles;
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        counters["ranker.leftAlone"]++;
        return `${ranker.name} failed ${RANKER_FAILURES} times in a row, and is left alone for a while.`;
      }
      counters["ranker.failed"]++;
      return asCutstreamError(error).message;
    }
  };

  const askOnce = (request: RankRequest): Promise<readonly ScoredTitle[]> =>
    ranker.rank(
      {
        viewer: request.viewer,
        titles: request.titles ?? null,
        context: { ...request.context } as JsonObject,
        limit: request.limit ?? MOST_RANKED,
        now: request.now ?? now(),
      },
      AbortSignal.timeout(deadline),
    );

  const rank: RankingService["rank"] = async (request) => {
    const { limit, ...rest } = request;
    // in vain where the request is wrong: then the built-in ranker says so
    const [own, theirs] = await Promise.all([builtIn({ ...rest, limit: MOST_RANKED }), ask(request)]);
    if (typeof theirs !== "string") return merged(own, theirs, ranker.name, limit);
    const titles = own.titles.slice(0, limit ?? own.titles.length);
    return { ...own, titles, notes: [`The built-in ranker ranked: ${theirs}`, ...own.notes] };
  };

  return {
    rank,
    metrics: () => ({
      counters: { ...counters },
      gauges: { "ranker.isLeftAlone": circuit.state === CircuitState.Closed ? 0 : 1 },
    }),
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
