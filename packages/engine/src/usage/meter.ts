import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { ListedPlaylist, MeterName, UsageBatch, UsageCount, UsageStore } from "../seams/usage-store.ts";

/** Whom an amount counts for. */
export interface UsageFor {
  readonly key: string | null;
  readonly user: string | null;
  /** Stream whose publisher's key counts where `key` is null. */
  readonly stream?: string;
}

/** Amounts, of those meters that they are for. */
export type Amounts = Partial<Readonly<Record<MeterName, number>>>;

/** Counts what is used, and writes it down in batches. */
export interface Meter {
  /** Counts; written within a second. What a killed process had not written is lost. */
  note(amounts: Amounts, whom: UsageFor): void;
  /** Counts what is about to be acknowledged: resolves once no end of this process loses it. Throws nothing. */
  settle(amounts: Amounts, whom: UsageFor): Promise<void>;
  /** As {@link settle}, for a stream that was published: what its players ask for counts for its key from now on. */
  published(stream: string, amounts: Amounts, whom: UsageFor): Promise<void>;
  /** A player asked for a media playlist of so many segments. */
  listed(playlist: Omit<ListedPlaylist, "day">): void;
  /** The origin answered with a media segment. */
  served(segment: string): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface MeterOptions {
  readonly store: Pick<UsageStore, "add">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds between what is only noted and its being written. Default a second. */
  readonly delay?: number;
  /** Told of a batch that could not be written, and will be tried again. Default: standard error. */
  readonly onTrouble?: (thrown: unknown) => void;
}

const DELAY = 1000;
/** Playlists and segments of which is known that they were counted today. */
const KNOWN = 100_000;

/** Milliseconds of a day. */
const DAY = 24 * 3600 * 1000;

/** A batch that still grows. Amounts for the same are one, so that it has no more rows than it has to. */
interface OpenBatch {
  readonly counts: Map<string, Omit<UsageCount, "amount"> & { amount: number }>;
  readonly published: UsageBatch["published"][number][];
  readonly listed: ListedPlaylist[];
  readonly served: UsageBatch["served"][number][];
}

const openBatch = (): OpenBatch => ({ counts: new Map(), published: [], listed: [], served: [] });

/** Opens a meter over a store, which it does not close. */
export function createMeter(options: MeterOptions): Meter {
  const { store, now, delay = DELAY, onTrouble = report } = options;
  const known = new LRUCache<string, true>({ max: KNOWN });
  let batch = openBatch();
  /** Closed, and not yet known to be written: the same again until it is, so that it counts once. */
  let unwritten: UsageBatch | undefined;
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  let day = { number: Number.NaN, text: "" };
  const today = (): string => {
    const number = Math.floor(now() / DAY);
    if (number !== day.number) day = { number, text: new Date(number * DAY).toISOString().slice(0, 10) };
    return day.text;
  };

  const isEmpty = (): boolean =>
    !unwritten &&
    batch.counts.size + batch.published.length + batch.listed.length + batch.served.length === 0;

  const close = (): UsageBatch => {
    const { counts, ...rest } = batch;
    batch = openBatch();
    return { id: randomUUID(), day: today(), counts: [...counts.values()], ...rest };
  };

  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (isEmpty()) return;
    unwritten ??= close();
    try {
      await store.add(unwritten);
      unwritten = undefined;
    } catch (thrown) {
      onTrouble(thrown);
      later();
    }
  };

  /** Writes what there is, behind what is being written. Whoever comes meanwhile shares the next write. */
  let next: Promise<void> | undefined;
  const flush = (): Promise<void> => {
    next ??= (async () => {
      await writing;
      next = undefined;
      // One that failed before goes first, and what came since right after it.
      writing = write().then(() => (unwritten ? undefined : write()));
      await writing;
    })();
    return next;
  };

  /** Closed: an encoder that ends behind it counts for nobody, since its store may be closed too. */
  let over = false;
  const later = (): void => {
    if (over) return;
    timer ??= setTimeout(() => void flush(), delay).unref();
  };

  const count = (amounts: Amounts, { key, user, stream }: UsageFor): void => {
    const day = today();
    for (const [meter, amount = 0] of Object.entries(amounts) as [MeterName, number | undefined][]) {
      if (amount <= 0) continue;
      // Only a user may be called anything, and stands last.
      const payer = key === null ? `of ${stream ?? ""}` : key;
      const name = `${day}\n${meter}\n${payer}\n${user === null ? "" : `for ${user}`}`;
      const before = batch.counts.get(name);
      if (before) before.amount += Math.round(amount);
      else {
        const whom = { key, user, ...(stream !== undefined && { stream }) };
        batch.counts.set(name, { day, ...whom, meter, amount: Math.round(amount) });
      }
    }
  };

  /** Whether something counts for the first time today, as far as this process knows. */
  const isNew = (name: string): boolean => {
    if (known.has(name)) return false;
    known.set(name, true);
    return true;
  };

  return {
    note(amounts, whom) {
      count(amounts, whom);
      later();
    },
    settle(amounts, whom) {
      count(amounts, whom);
      return flush();
    },
    published(stream, amounts, whom) {
      batch.published.push({ stream, key: whom.key ?? "", day: today() });
      count(amounts, whom);
      return flush();
    },
    listed(playlist) {
      const day = today();
      if (!isNew(`${day} ${playlist.stream} ${playlist.playlist}`)) return;
      batch.listed.push({ ...playlist, day });
      later();
    },
    served(segment) {
      const day = today();
      if (!isNew(`${day} ${segment}`)) return;
      batch.served.push({ day, segment });
      later();
    },
    async close() {
      await flush();
      over = true;
      clearTimeout(timer);
    },
  };
}

function report(thrown: unknown): void {
  console.error("What was used could not be written down; tried again in a second:", thrown);
}
