import type { HistoryService } from "../../api/ranking.ts";
import { CutstreamError } from "../../errors.ts";
import type { AudienceStore, WatchRow } from "../../seams/audience-store.ts";
import { type AudienceMemory, MOST_WATCHES } from "./audience.ts";
import { timeOf } from "./check.ts";

/** Watches in one call. */
const MOST_GIVEN = 10_000;
const MOST_WEIGHT = 100;
/** Milliseconds that a clock elsewhere may be ahead of ours. */
const AHEAD = 24 * 3_600_000;

/** Keeps what viewers watched. */
export function createHistory(
  store: AudienceStore,
  memory: AudienceMemory,
  now: () => number,
): HistoryService {
  return {
    async add(viewer, watches) {
      if (watches.length > MOST_GIVEN) {
        const message = `${watches.length} watches are more than the ${MOST_GIVEN} that one call takes.`;
        throw new CutstreamError("invalid_request", message, { path: "watches" });
      }
      const at = now();
      const rows = watches.map(({ title, time, weight = 1, seen = true }, index): WatchRow => {
        const path = `watches[${index}]`;
        if (!(weight > 0 && weight <= MOST_WEIGHT)) {
          const message = `${path}.weight is ${weight}, and must be more than 0 and at most ${MOST_WEIGHT}.`;
          throw new CutstreamError("invalid_request", message, { path: `${path}.weight` });
        }
        const when = time === undefined ? at : timeOf(time, `${path}.time`);
        if (when > at + AHEAD) {
          const message = `${path}.time is ${time}, which is to come.`;
          throw new CutstreamError("invalid_request", message, { path: `${path}.time` });
        }
        return { viewer, title, time: when, weight, seen };
      });
      const added = await store.addWatches(rows);
      if (rows.length > 0) memory.watched(added);
      return { added: added.length };
    },

    async get(viewer) {
      const rows = await store.watchesOf(viewer, MOST_WATCHES);
      return rows.map(({ title, time, weight, seen }) => ({
        ...{ title, weight, seen },
        time: new Date(time).toISOString(),
      }));
    },

    async forget(viewer) {
      await store.forgetViewer(viewer);
      memory.forget(viewer);
    },
  };
}
