import { LRUCache } from "lru-cache";
import type { ReelGroupView, ReelMetricsQuery, ReelMetricsView } from "../../api/telemetry.ts";
import type { EventStore, TallyRow } from "../../seams/event-store.ts";
import { figuresOf } from "./metrics.ts";

/** Milliseconds that an answer serves all who ask: a dashboard that many look at costs as if one did. */
const FRESH = 2000;
const ANSWERS = 50;
const TITLES = 20;

/**
 * Works out what reels come to, from the tallies that are kept with the events: reading costs as much as there are
 * titles, slots and days, however many events there were.
 * @param armsOf arms of an experiment, in their order. @throws `experiment_not_found`
 */
export function createReelMetrics(
  store: Pick<EventStore, "tallies">,
  armsOf: (experiment: string) => Promise<readonly string[]>,
): (query: ReelMetricsQuery) => Promise<ReelMetricsView> {
  const answers = new LRUCache<string, Promise<ReelMetricsView>>({ max: ANSWERS, ttl: FRESH });

  const workOut = async ({ titles = TITLES, ...query }: ReelMetricsQuery): Promise<ReelMetricsView> => {
    const { from = null, to = null, experiment = null } = query;
    const arms = experiment === null ? undefined : await armsOf(experiment);
    const tallies = await store.tallies(query);
    const group = (name: string, rows: readonly TallyRow[]): ReelGroupView => ({
      name,
      figures: figuresOf(rows, titles),
    });
    const groups = arms
      ? arms.map((arm) =>
          group(
            arm,
            tallies.filter((row) => row.arm === arm),
          ),
        )
      : [
          group("all", tallies),
          group(
            "holdout",
            tallies.filter(({ holdout }) => holdout),
          ),
        ];
    return { from, to, experiment, groups };
  };

  return (query) => {
    const key = JSON.stringify([query.from, query.to, query.experiment, query.titles]);
    const known = answers.get(key);
    if (known) return known;
    const answer = workOut(query);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
