import PQueue from "p-queue";

/** A task that is told whether it runs ahead of time, at the operating system's low priority. */
export type Encode<T> = (background: boolean) => Promise<T>;

/**
 * Runs a bounded number of encodes in two lanes: those that somebody waits for, and beside them, never in their way,
 * those made ahead of time.
 */
export interface EncoderPool {
  /** Somebody waits for it. */
  demand<T>(encode: Encode<T>): Promise<T>;
  /** Ahead of time. `key` is a name under which {@link hurry} finds it while it waits. */
  anticipate<T>(key: string, encode: Encode<T>): Promise<T>;
  /** Somebody waits now for what was to be made ahead of time; nothing happens where it runs already. */
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
  const waitingAhead = new Map<string, () => void>();

  return {
    demand: (encode) => demanded.add(() => encode(false)),
    anticipate<T>(key: string, encode: Encode<T>): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      let begun = false;
      const begin = async (background: boolean): Promise<void> => {
        if (begun) return;
        begun = true;
        waitingAhead.delete(key);
        await encode(background).then(resolve, reject);
      };
      waitingAhead.set(key, () => void demanded.add(() => begin(false)));
      void ahead.add(() => begin(true));
      return promise;
    },
    hurry(key) {
      waitingAhead.get(key)?.();
      waitingAhead.delete(key);
    },
    roomAhead: (limit) => ahead.onSizeLessThan(limit),
    get counts() {
      return { running: demanded.pending + ahead.pending, demanded: demanded.size, ahead: ahead.size };
    },
  };
}
