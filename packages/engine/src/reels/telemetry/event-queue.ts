import { CutstreamError } from "../../errors.ts";
import type { Appended, EventStore } from "../../seams/event-store.ts";
import type { StoredEvent } from "./event.ts";

/** Events on their way to the disk. */
export interface EventQueue {
  /**
   * Brings events to stable storage, with whatever else waits: many batches share one commit.
   * @returns what became of each, once they are there.
   * @throws CutstreamError `events_busy` at once where too many wait already; what the store throws.
   */
  push(events: readonly StoredEvent[]): Promise<readonly Appended[]>;
  /** @throws CutstreamError `events_busy` where there is no room for so many: before they are looked at. */
  assertRoom(count: number): void;
  /** Events that wait, or are being written. */
  readonly waiting: number;
  /** Ends once all that wait are written. */
  close(): Promise<void>;
}

/** Events that are written together, unless one batch alone has more. */
const COMMIT = 2000;
/** Seconds after which it is worth trying again: a few commits later. */
const RETRY = 1;

interface Batch {
  readonly events: readonly StoredEvent[];
  resolve(outcomes: readonly Appended[]): void;
  reject(error: unknown): void;
}

/**
 * Queues events for a store, one commit at a time: while one is on its way to the disk, all that come are gathered for
 * the next.
 * @param capacity events that may wait; memory is bounded by it.
 */
export function createEventQueue(store: Pick<EventStore, "append">, capacity: number): EventQueue {
  const batches: Batch[] = [];
  let waiting = 0;
  let writing: Promise<void> | undefined;

  const take = (): Batch[] => {
    let events = 0;
    const end = batches.findIndex((batch, index) => {
      events += batch.events.length;
      return events > COMMIT && index > 0;
    });
    return batches.splice(0, end < 0 ? batches.length : end);
  };

  const writeAll = async (): Promise<void> => {
    while (batches.length > 0) {
      const taken = take();
      const events = taken.flatMap((batch) => batch.events);
      try {
        const outcomes = await store.append(events);
        let from = 0;
        for (const batch of taken) {
          batch.resolve(outcomes.slice(from, from + batch.events.length));
          from += batch.events.length;
        }
      } catch (error) {
        for (const batch of taken) batch.reject(error);
      }
      waiting -= events.length;
    }
    writing = undefined;
  };

  const assertRoom = (count: number): void => {
    if (waiting + count <= capacity) return;
    const message = `${waiting} events wait to be written, and no more than ${capacity} may.`;
    throw new CutstreamError("events_busy", message, { retryAfter: RETRY });
  };

  return {
    assertRoom,
    async push(events) {
      if (events.length === 0) return [];
      assertRoom(events.length);
      const { promise, resolve, reject } = Promise.withResolvers<readonly Appended[]>();
      batches.push({ events, resolve, reject });
      waiting += events.length;
      writing ??= writeAll();
      return promise;
    },
    get waiting() {
      return waiting;
    },
    async close() {
      await writing;
    },
  };
}
