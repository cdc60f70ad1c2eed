import type { RetentionRules } from "../api/retention.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog } from "../seams/catalog.ts";
import { dayNumber } from "./rules.ts";
import { unitOf } from "./units.ts";

/** Knows what was asked for today. */
export interface Uses {
  /** A blob store that takes down what is asked of it. */
  watch(blobs: BlobStore): BlobStore;
  /** Writes down what was asked for. */
  flush(): Promise<void>;
  /** Writes it down, and ends. */
  close(): Promise<void>;
}

export interface UsesParts {
  readonly catalog: Pick<Catalog, "markUsed">;
  readonly rules: RetentionRules | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of what cannot be written down; it is tried again. */
  readonly onTrouble?: (thrown: unknown) => void;
}

/** Milliseconds between two times that it is written down. */
const INTERVAL = 60_000;
/** Units that are known to be written down for today; beyond that they are written once more. */
const MOST_KNOWN = 200_000;

/** Takes down the day on which blobs are asked for: each unit costs one row a day and node, however often it is. */
export function createUses({ catalog, rules = {}, now, onTrouble = () => {} }: UsesParts): Uses {
  let day = dayNumber(now());
  let known = new Set<string>();
  let waiting = new Set<string>();
  let flushing: Promise<void> = Promise.resolve();

  const use = (key: string): void => {
    const unit = unitOf(key, rules);
    if (unit === undefined) return;
    const today = dayNumber(now());
    if (today !== day || known.size >= MOST_KNOWN) known = new Set(waiting);
    day = today;
    if (known.has(unit)) return;
    known.add(unit);
    waiting.add(unit);
  };

  const write = async (): Promise<void> => {
    if (waiting.size === 0) return;
    const units = waiting;
    waiting = new Set();
    try {
      await catalog.markUsed([...units], day);
    } catch (thrown) {
      for (const unit of units) waiting.add(unit);
      throw thrown;
    }
  };
  const flush = (): Promise<void> => {
    flushing = flushing.catch(() => undefined).then(write);
    return flushing;
  };
  const timer = setInterval(() => flush().catch(onTrouble), INTERVAL).unref();

  return {
    watch: (blobs) => ({
      put(key, body, signal) {
        use(key);
        return blobs.put(key, body, signal);
      },
      size(key) {
        use(key);
        return blobs.size(key);
      },
      read(key, range, allocate) {
        use(key);
        return blobs.read(key, range, allocate);
      },
      stream(key, range) {
        use(key);
        return blobs.stream(key, range);
      },
      list: (prefix) => blobs.list(prefix),
      delete: (key) => blobs.delete(key),
      deletePrefix: (prefix) => blobs.deletePrefix(prefix),
      localPath: (key) => blobs.localPath(key),
    }),
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
