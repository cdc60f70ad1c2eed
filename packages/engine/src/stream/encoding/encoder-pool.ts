import { AsyncLocalStorage } from "node:async_hooks";
import PQueue from "p-queue";
import type { Urgency } from "../../seams/transcoder.ts";

/**
 * A task that is told who waits for it.
 * @param signal aborted where another run of it, that is more urgent, has done the same.
 */
export type Encode<T> = (urgency: Urgency, signal: AbortSignal) => Promise<T>;

/** What no viewer waits for. */
export type Unhurried = Exclude<Urgency, "now">;

/**
 * Runs a bounded number of encodes in three lanes: those that a viewer waits for, and beside them, never in their way,
 * those of jobs that somebody waits for, and those made ahead of time.
 */
export interface EncoderPool {
  /** A viewer waits for it. */
  demand<T>(encode: Encode<T>): Promise<T>;
  /** No viewer waits for it. `key` is a name under which {@link hurry} finds it. */
  anticipate<T>(key: string, encode: Encode<T>, urgency: Unhurried): Promise<T>;
  /**
   * What was to be made in a lane behind is urgent now. Where that is being made already it runs on, beside one
   * in the better lane: on a machine at rest the first is soon done, on a busy one it may never be.
   */
  hurry(key: string, urgency: Urgency): void;
  /** Resolves once fewer than `limit` wait in a lane. */
  roomAhead(limit: number, urgency: Unhurried): Promise<void>;
  readonly counts: {
    readonly running: number;
    readonly demanded: number;
    readonly ahead: number;
  };
}

/** Opens a pool. @param encoders that viewers wait for, at a time; half as many more run in each other lane. */
export function createEncoderPool(encoders: number): EncoderPool {
  const beside = Math.max(1, encoders >> 1);
  const lanes = {
    now: new PQueue({ concurrency: encoders }),
    soon: new PQueue({ concurrency: beside }),
    idle: new PQueue({ concurrency: beside }),
  };
  const anticipated = new Map<string, Race>();
  const never = new AbortController().signal;
  const enter = (race: Race, urgency: Urgency) => void lanes[urgency].add(() => race.begin(urgency));
  return {
    // A queue runs tasks in the context of whatever ended before them: each keeps that of who asked for it.
    demand: (encode) => lanes.now.add(AsyncLocalStorage.bind(() => encode("now", never))),
    anticipate<T>(key: string, encode: Encode<T>, urgency: Unhurried): Promise<T> {
      const race = createRace(AsyncLocalStorage.bind(encode));
      anticipated.set(key, race);
      enter(race, urgency);
      return race.outcome.finally(() => anticipated.delete(key));
    },
    hurry(key, urgency) {
      const race = anticipated.get(key);
      if (!race) return;
      // No lane is better: to be hurried again would be of no use.
      if (urgency === "now") anticipated.delete(key);
      enter(race, urgency);
    },
    roomAhead: (limit, urgency) => lanes[urgency].onSizeLessThan(limit),
    get counts() {
      const { now, soon, idle } = lanes;
      return {
        running: now.pending + soon.pending + idle.pending,
        demanded: now.size,
        ahead: soon.size + idle.size,
      };
    },
  };
}

interface Race {
  /** Runs the task, unless it is done, or runs at least as urgently. Resolves when this run has ended. */
  begin(urgency: Urgency): Promise<void>;
}

/** From what can wait longest to what cannot wait. */
const RANKS: readonly Urgency[] = ["idle", "soon", "now"];

/** Whether something is more urgent than something else. */
export const isMoreUrgent = (one: Urgency, other: Urgency): boolean =>
  RANKS.indexOf(one) > RANKS.indexOf(other);

/** One task that may run more than once at a time, in better lanes: the first that succeeds counts, and ends the others. */
function createRace<T>(encode: Encode<T>): Race & { readonly outcome: Promise<T> } {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const won = new AbortController();
  let running = 0;
  let best: Urgency | undefined;
  return {
    outcome: promise,
    async begin(urgency) {
      if (won.signal.aborted || (best !== undefined && !isMoreUrgent(urgency, best))) return;
      best = urgency;
      running++;
      try {
        resolve(await encode(urgency, won.signal));
        won.abort();
      } catch (error) {
        // another may still succeed
        if (running === 1) reject(error);
      } finally {
        running--;
      }
    },
  };
}
