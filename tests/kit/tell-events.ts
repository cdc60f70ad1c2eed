import { setTimeout as sleep } from "node:timers/promises";

/** Events that are told of one stream. */
export const EVENTS_PER_STREAM = 5000;

/** A crowd that tells of a stream. */
export interface Crowd {
  /** Of the server. */
  readonly url: string;
  /** Addresses of streams that the server gave out, one for each {@link EVENTS_PER_STREAM}: of one no more are taken. */
  readonly streams: readonly string[];
  /** Events in all; their ids are `e0`, `e1` and so on. */
  readonly events: number;
  /** Events in a request. */
  readonly batch: number;
  /** Requests at a time. */
  readonly clients: number;
  /** Called with the batches that were acknowledged so far; false ends it. */
  readonly goOn?: (batches: number) => boolean;
}

/** What was answered. */
export interface Told {
  /** First event of each batch that was acknowledged. */
  readonly acknowledged: readonly number[];
  readonly stored: number;
  readonly known: number;
  /** Requests that were turned away, to come again. */
  readonly turnedAway: number;
  /** All other answers, and connections that broke. */
  readonly strange: readonly string[];
}

interface Receipt {
  readonly stored: number;
  readonly known: number;
  readonly refused: readonly unknown[];
}

/** Sends a batch of the crowd's events, from event `first` on. */
export function tellBatch(
  { url, streams, batch }: Pick<Crowd, "url" | "streams" | "batch">,
  first: number,
): Promise<Response> {
  const stream = streams[Math.floor(first / EVENTS_PER_STREAM)];
  const events = Array.from({ length: batch }, (_, n) => ({
    ...{ id: `e${first + n}`, type: "progress", position: 1, played: 1 },
  }));
  return fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stream, events }),
  });
}

/** Sends all events, many at a time. Batches that are turned away are sent again, when the server says. */
export async function tellEvents(crowd: Crowd): Promise<Told> {
  const { events, batch, clients, goOn = () => true } = crowd;
  const acknowledged: number[] = [];
  const strange: string[] = [];
  const counts = { stored: 0, known: 0, turnedAway: 0 };
  let next = 0;
  let asking = true;

  const tell = async (first: number): Promise<void> => {
    while (asking) {
      const answer = await tellBatch(crowd, first);
      if (answer.status === 503) {
        counts.turnedAway++;
        await answer.body?.cancel();
        await sleep(1000 * Number(answer.headers.get("retry-after")));
        continue;
      }
      const receipt = (await answer.json()) as Receipt;
      if (answer.status !== 200 || receipt.stored + receipt.known !== batch) {
        strange.push(`${answer.status} ${JSON.stringify(receipt).slice(0, 200)}`);
        return;
      }
      counts.stored += receipt.stored;
      counts.known += receipt.known;
      acknowledged.push(first);
      asking = asking && goOn(acknowledged.length);
      return;
    }
  };

  const work = async (): Promise<void> => {
    while (asking && next < events) {
      const first = next;
      next += batch;
      await tell(first).catch((error: unknown) => void strange.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return { acknowledged, ...counts, strange };
}
