import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds of silence after which a comment is sent, so that proxies do not take the connection for dead. */
const HEARTBEAT = 15_000;

/** Writes server-sent events (WHATWG HTML §9.2) to a response whose head is already out. */
export async function writeEvents<T>(
  response: ServerResponse,
  name: string,
  values: AsyncIterable<T>,
  signal: AbortSignal,
  heartbeat = HEARTBEAT,
): Promise<void> {
  const iterator = values[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const arrived = await orSilence(next, heartbeat, signal);
      if (arrived === "silence") {
        await write(response, ": still here\n\n", signal);
        continue;
      }
      if (arrived.done) return;
      await write(response, `event: ${name}\ndata: ${JSON.stringify(arrived.value)}\n\n`, signal);
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}

async function orSilence<T>(
  next: Promise<T>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<T | "silence"> {
  const timer = new AbortController();
  const silence = delay(milliseconds, "silence" as const, {
    signal: AbortSignal.any([timer.signal, signal]),
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    timer.abort();
    silence.catch(() => {});
  }
}

async function write(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!response.write(text)) await once(response, "drain", { signal });
}
