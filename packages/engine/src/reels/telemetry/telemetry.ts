import { LRUCache } from "lru-cache";
import {
  EVENT_TYPES,
  type EventReceipt,
  type Refusal,
  type RefusedEvent,
  type ToldEvent,
} from "../../api/events.ts";
import { CutstreamError } from "../../errors.ts";
import type { Appended, EventStore } from "../../seams/event-store.ts";
import type { Signer } from "../../stream/address/signature.ts";
import type { PlayContext, ReelLayout, ReelLayoutOf, StoredEvent } from "./event.ts";
import { createEventQueue } from "./event-queue.ts";
import { placeEvent } from "./place-event.ts";
import { isGenuine, parseStreamAddress, type StreamAddress } from "./stream-proof.ts";

/** Takes events in. */
export interface EventIntake {
  /**
   * Takes a batch in; when the promise resolves, what it stored is on stable storage.
   * @throws CutstreamError `stream_forged` where no event of it has a stream that is ours; `events_busy`, to be tried
   * again; `storage_failed`, `storage_full`
   */
  take(events: readonly ToldEvent[]): Promise<EventReceipt>;
  /** Counters since start, and gauges. */
  metrics(): {
    readonly counters: Readonly<Record<string, number>>;
    readonly gauges: Readonly<Record<string, number>>;
  };
  /** Ends once all that was taken in is kept. */
  close(): Promise<void>;
}

export interface EventIntakeParts {
  readonly store: Pick<EventStore, "append">;
  readonly signer: Pick<Signer, "verify">;
  readonly layoutOf: ReelLayoutOf;
  readonly now: () => number;
  /** Events that may wait to be written. Default 20,000. */
  readonly capacity?: number;
}

const CAPACITY = 20_000;
/** Layouts kept in memory: they never change. */
const LAYOUTS = 10_000;

/** Takes events in from anybody who was given the stream that they tell of. */
export function createEventIntake({
  store,
  signer,
  layoutOf,
  now,
  capacity = CAPACITY,
}: EventIntakeParts): EventIntake {
  const queue = createEventQueue(store, capacity);
  const layouts = new LRUCache<string, Promise<ReelLayout | undefined>>({ max: LAYOUTS });
  const counts = new Map<string, number>();
  const count = (name: string, by = 1): void => void counts.set(name, (counts.get(name) ?? 0) + by);
  for (const name of ["stored", "known", "refused", "turnedAway"]) count(`events.${name}`, 0);
  for (const type of EVENT_TYPES) count(`events.type.${type}`, 0);

  const findLayout = (stream: string): Promise<ReelLayout | undefined> => {
    const known = layouts.get(stream);
    if (known) return known;
    const asked = layoutOf(stream);
    layouts.set(stream, asked);
    asked.catch(() => layouts.delete(stream));
    return asked;
  };

  const place = async (
    { stream: address, ...event }: ToldEvent,
    genuine: GenuineAddresses,
  ): Promise<StoredEvent | Refusal> => {
    const told = genuine.get(address);
    if (!told) return "forged";
    const layout = await findLayout(told.stream);
    const placed = placeEvent(event, layout, now());
    return typeof placed === "string" ? placed : { play: contextOf(told, layout), event: placed };
  };

  /** Counts those that are turned away. */
  const roomFor = async <T>(events: number, work: () => T): Promise<Awaited<T>> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CutstreamError && error.code === "events_busy") count("events.turnedAway", events);
      throw error;
    }
  };

  return {
    async take(events) {
      // Turning away costs next to nothing, or a crowd would keep the machine busy with it.
      await roomFor(events.length, () => queue.assertRoom(events.length));
      const genuine = genuineAddresses(events, signer);
      if (events.length > 0 && genuine.size === 0) {
        count("events.refused", events.length);
        const message = "No event of the batch has a stream whose signature is ours.";
        throw new CutstreamError("stream_forged", message, { path: "events[0].stream" });
      }
      const placed = await Promise.all(events.map((event) => place(event, genuine)));
      const good = placed.filter((one) => typeof one === "object");
      const kept = (await roomFor(good.length, () => queue.push(good))).values();
      const outcomes = placed.map((one) => (typeof one === "string" ? one : (kept.next().value ?? "known")));
      const receipt = receiptOf(events, outcomes);
      for (const [index, { type }] of events.entries()) {
        if (outcomes[index] === "stored") count(`events.type.${type}`);
      }
      count("events.stored", receipt.stored);
      count("events.known", receipt.known);
      count("events.refused", receipt.refused.length);
      return receipt;
    },

    metrics: () => ({ counters: Object.fromEntries(counts), gauges: { eventsWaiting: queue.waiting } }),

    close: () => queue.close(),
  };
}

/** Addresses that are ours, by how they were told; each is verified once. */
type GenuineAddresses = ReadonlyMap<string, StreamAddress>;

function genuineAddresses(
  events: readonly ToldEvent[],
  signer: EventIntakeParts["signer"],
): GenuineAddresses {
  const genuine = new Map<string, StreamAddress>();
  for (const told of new Set(events.map(({ stream }) => stream))) {
    const address = parseStreamAddress(told);
    if (address && isGenuine(signer, address)) genuine.set(told, address);
  }
  return genuine;
}

function receiptOf(events: readonly ToldEvent[], outcomes: readonly (Appended | Refusal)[]): EventReceipt {
  const refused = outcomes.flatMap((reason, index): RefusedEvent[] =>
    reason === "stored" || reason === "known" ? [] : [{ index, id: events[index]?.id ?? "", reason }],
  );
  const stored = outcomes.filter((outcome) => outcome === "stored").length;
  return { stored, known: events.length - stored - refused.length, refused };
}

function contextOf({ stream, user }: StreamAddress, layout: ReelLayout | undefined): PlayContext {
  const { viewer = user, experiment = "", arm = "", holdout = false } = layout ?? {};
  return { stream, viewer, experiment, arm, holdout };
}
