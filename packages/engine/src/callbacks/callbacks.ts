import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { GuardedClient } from "../adapters/http/guarded-request.ts";
import type { CallbackAnswer, CallbackService } from "../api/callbacks.ts";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import { type BlobStore, readOrNothing } from "../seams/blob-store.ts";
import { createLocalLocks, type Locks } from "../seams/locks.ts";
import { callbackHeaders } from "./callback-signature.ts";

export interface CallbackParts {
  /** Asks no address that it should not. */
  readonly client: Pick<GuardedClient, "accepts">;
  readonly blobs: BlobStore;
  /** Those that callbacks are signed with, newest first; asked at each attempt. */
  readonly secrets: () => readonly string[];
  /** Of all nodes that share the blobs one tells a callback. Default: this process is alone. */
  readonly locks?: Locks;
  /** Milliseconds between two looks for callbacks of nodes that died. Default: none but the one at the start. */
  readonly lookEvery?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds before each attempt. */
  readonly attempts?: readonly number[];
  /** Told of callbacks that are given up. Default: standard error. */
  readonly onTrouble?: (thrown: unknown) => void;
}

const stored = z.object({
  format: z.literal(1),
  address: z.string(),
  kind: z.string(),
  wish: z.unknown(),
  createdAt: z.number(),
});
type Promised = z.output<typeof stored>;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ATTEMPTS = [0, SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 45 * MINUTE];
/** Milliseconds that an answer may take. */
const PATIENCE = 10 * SECOND;
/** Milliseconds after which nobody waits to be told any more. */
const LIFETIME = 7 * 24 * 60 * MINUTE;

/** Opens callbacks. `close` leaves those under way to the next process. */
export function createCallbacks(parts: CallbackParts): {
  readonly service: CallbackService;
  close(): Promise<void>;
} {
  const { client, blobs, secrets, now, attempts = ATTEMPTS, locks = createLocalLocks() } = parts;
  const trouble = parts.onTrouble ?? ((thrown) => console.error("A callback:", thrown));
  const closing = new AbortController();
  const answers = new Map<string, CallbackAnswer>();
  const underWay = new Map<string, Promise<void>>();

  /** @returns why it was not accepted; null where it was. */
  const attempt = async (url: URL, id: string, body: string): Promise<string | null> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE)]);
    const headers = callbackHeaders({ id, timestamp: Math.floor(now() / SECOND), body }, secrets());
    try {
      const accepted = await client.accepts(url, { method: "POST", headers, body, signal });
      return accepted ? null : "it does not answer with 2xx";
    } catch (error) {
      if (error instanceof CutstreamError) throw error;
      return error instanceof Error ? error.message : String(error);
    }
  };

  const tell = async (address: string, id: string, body: string): Promise<void> => {
    let reason = "";
    for (const pause of attempts) {
      await sleep(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
      if (closing.signal.aborted) throw closed();
      const fault = await attempt(new URL(address), id, body);
      if (fault === null) return;
      if (closing.signal.aborted) throw closed();
      reason = fault;
    }
    // The rest of an address is often what lets in whoever knows it.
    const { host } = new URL(address);
    throw new CutstreamError("callback_failed", `A callback at ${host} cannot be told: ${reason}.`);
  };

  const fulfil = async (id: string, { address, wish }: Promised, answer: CallbackAnswer): Promise<void> => {
    const lock = await locks.tryTake(`callback ${id}`);
    if (!lock) return;
    try {
      // Whoever had it may have been done with it just now.
      if ((await blobs.size(keys.callback(id))) === undefined) return;
      const outcome = await told(address, id, () => answer(wish).then(JSON.stringify));
      if (outcome === "later") return;
      await blobs.deletePrefix(keys.callback(id));
    } finally {
      await lock.release();
    }
  };

  /** Whether somebody was told, or nobody ever will be; `later` where the engine closes before. */
  const told = async (
    address: string,
    id: string,
    body: () => Promise<string>,
  ): Promise<"done" | "later"> => {
    try {
      await tell(address, id, await body());
    } catch (thrown) {
      if (thrown instanceof CutstreamError && thrown.code === "cancelled") return "later";
      trouble(thrown);
    }
    return "done";
  };

  const begin = (id: string, promised: Promised): void => {
    const answer = answers.get(promised.kind);
    if (!answer || underWay.has(id) || closing.signal.aborted) return;
    const run = fulfil(id, promised, answer)
      .catch(trouble)
      .finally(() => underWay.delete(id));
    underWay.set(id, run);
  };

  /** What another process left of a kind. */
  const resume = async (kind: string): Promise<void> => {
    for await (const key of blobs.list(keys.callbacks)) {
      const id = key.slice(keys.callbacks.length);
      const bytes = underWay.has(id) ? undefined : await readOrNothing(blobs, key);
      if (!bytes) continue;
      const promised = stored.parse(JSON.parse(new TextDecoder().decode(bytes)));
      if (now() - promised.createdAt > LIFETIME) await blobs.deletePrefix(key);
      else if (promised.kind === kind) begin(id, promised);
    }
  };

  const look = (kind: string): void => {
    const id = `resume ${kind}`;
    if (underWay.has(id) || closing.signal.aborted) return;
    const run = resume(kind)
      .catch(trouble)
      .finally(() => underWay.delete(id));
    underWay.set(id, run);
  };
  const timer =
    parts.lookEvery === undefined
      ? undefined
      : setInterval(() => answers.keys().forEach(look), parts.lookEvery).unref();

  return {
    service: {
      define(kind, answer) {
        answers.set(kind, answer);
        look(kind);
      },

      async promise(address, kind, wish) {
        const url = URL.parse(address);
        if (url?.protocol !== "http:" && url?.protocol !== "https:") {
          throw new CutstreamError("invalid_request", `The callback ${address} is no URL.`);
        }
        const id = `cb_${randomBytes(12).toString("hex")}`;
        const promised: Promised = { format: 1, address, kind, wish, createdAt: now() };
        await blobs.put(keys.callback(id), new TextEncoder().encode(JSON.stringify(promised)));
        begin(id, promised);
      },
    },
    async close() {
      clearInterval(timer);
      closing.abort();
      await Promise.all(underWay.values());
    },
  };
}

const closed = (): CutstreamError => new CutstreamError("cancelled", "The engine closes.");
