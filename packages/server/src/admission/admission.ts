import { CutstreamError, type EngineMetrics } from "@cutstream/engine";
import { type AdmissionLimits, NEW_WORK, type NewWork } from "./limits.ts";

/** What tells how busy the server is, beside what is counted here. */
export interface LoadSigns {
  /** Milliseconds that the event loop was late on average, a moment ago. */
  readonly lateness: () => number;
  /** Milliseconds for which the first of those has waited who stand in line for an answer. */
  readonly waited: () => number;
  /** Requests a second, a moment ago. */
  readonly rate: () => number;
  /** Encodes that viewers wait for. */
  readonly encodes: () => number;
}

/** Lets new work in while there is room, and refuses it at once where there is none. */
export interface Admission {
  /**
   * Begins a piece of new work.
   * @returns ends it; harmless when called again.
   * @throws CutstreamError `overloaded`, with `retryAfter`
   */
  enter(kind: NewWork): () => void;
  /** Counts the making of a segment, which is never refused. */
  cutting<T>(segment: Promise<T>): Promise<T>;
  metrics(): EngineMetrics;
}

/** Seconds after which those who were refused ask again: not all at once. */
const RETRY_AFTER = { least: 2, most: 6 };

const none = (): Record<NewWork, number> => ({ compose: 0, ingest: 0, store: 0, session: 0, download: 0 });

/** @param random from 0 to 1, for tests; spreads those who come back. */
export function createAdmission(
  limits: AdmissionLimits,
  signs: LoadSigns,
  random: () => number = Math.random,
): Admission {
  const underWay = none();
  const refused = none();
  let cuts = 0;

  /** Why nothing new may begin; undefined where it may. */
  const obstacle = (kind: NewWork): string | undefined => {
    if (underWay[kind] >= limits[kind]) return `${underWay[kind]} of the kind are under way`;
    if (cuts >= limits.cuts) return `${cuts} segments are in the making`;
    const encodes = signs.encodes();
    if (encodes >= limits.encodes) return `viewers wait for ${encodes} encodes`;
    const waited = signs.waited();
    if (waited >= limits.waiting) return `players have waited for ${Math.round(waited)} ms`;
    const lateness = signs.lateness();
    const late = lateness >= limits.lateness && signs.rate() >= limits.busyRate;
    return late ? `the event loop is ${Math.round(lateness)} ms late` : undefined;
  };

  return {
    enter(kind) {
      const why = obstacle(kind);
      if (why !== undefined) {
        refused[kind]++;
        const { least, most } = RETRY_AFTER;
        const message = `The server takes no new work of the kind ${kind} now: ${why}.`;
        throw new CutstreamError("overloaded", message, { retryAfter: least + random() * (most - least) });
      }
      underWay[kind]++;
      let ended = false;
      return () => {
        if (!ended) underWay[kind]--;
        ended = true;
      };
    },
    cutting(segment) {
      cuts++;
      return segment.finally(() => cuts--);
    },
    metrics: () => ({
      counters: Object.fromEntries(NEW_WORK.map((kind) => [`refused_${kind}_total`, refused[kind]])),
      gauges: {
        ...Object.fromEntries(NEW_WORK.map((kind) => [`${kind}_under_way`, underWay[kind]])),
        cuts_under_way: cuts,
        event_loop_late_ms: signs.lateness(),
      },
    }),
  };
}
