import PQueue from "p-queue";

/**
 * A task that is told whether it runs ahead of time, and so gets only what processor time nobody else wants.
 * @param signal aborted where it runs ahead of time, and another, that somebody waits for, has done the same.
 */
export type Encode<T> = (background: boolean, signal: AbortSignal) => Promise<T>;

/**
 * Runs a bounded number of encodes in two lanes: those that somebody waits for, and beside them, never in their way,
 * those made ahead of time.
 */
export interface EncoderPool {
  /** Somebody waits for it. */
  demand<T>(encode: Encode<T>): Promise<T>;
  /** Ahead of time. `key` is a name under which {@link hurry} finds it. */
  anticipate<T>(key: string, encode: Encode<T>): Promise<T>;
  /**
   * Somebody waits now for what was to be made ahead of time. Where that is being made already it runs on, beside one
   * at full priority: on a machine at rest the first is soon done, on a busy one it may never be.
   */
  hurry(key: string): void;
  /** Resolves once fewer than `limit` wait to be made ahead of time. */
  roomAhead(limit: number): Promise<void>;
  readonly counts: {
    readonly running: number;
    readonly demanded: number;
    readonly ahead: number;
  };
}

/** Opens a pool. @param encoders that somebody waits for, at a time; half as many more run ahead of time. */
export function createEncoderPool(encoders: number): EncoderPool {
  const demanded = new PQueue({ concurrency: encoders });
  const ahead = new PQueue({ concurrency: Math.max(1, encoders >> 1) });
  const anticipated = new Map<string, Race>();
  const never = new AbortController().signal;

  return {
    demand: (encode) => demanded.add(() => encode(false, never)),
    anticipate<T>(key: string, encode: Encode<T>): Promise<T> {
      const race = createRace(encode);
      anticipated.set(key, race);
      void ahead.add(() => race.begin(true));
      return race.outcome.finally(() => anticipated.delete(key));
    },
    hurry(key) {
      const race = anticipated.get(key);
      if (!race) return;
      anticipated.delete(key);
      void demanded.add(() => race.begin(false));
    },
    roomAhead: (limit) => ahead.onSizeLessThan(limit),
    get counts() {
      return { running: demanded.pending + ahead.pending, demanded: demanded.size, ahead: ahead.size };
    },
  };
}

interface Race {
  /** Runs the task, unless it is done, or runs already at full priority. Resolves when this run has ended. */
  begin(background: boolean): Promise<void>;
}

/** One task that may run twice at a time, once in each lane: the first that succeeds counts, the other is ended. */
function createRace<T>(encode: Encode<T>): Race & { readonly outcome: Promise<T> } {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const won = new AbortController();
  let running = 0;
  let hurried = false;
  return {
    outcome: promise,
    async begin(background) {
      if (won.signal.aborted || hurried) return;
      hurried = !background;
      running++;
      try {
        resolve(await encode(background, won.signal));
        won.abort();
      } catch (error) {
        // the other may still succeed
        if (running === 1) reject(error);
      } finally {
        running--;
      }
    },
  };
}
