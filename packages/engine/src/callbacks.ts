import { setTimeout as sleep } from "node:timers/promises";
import type { GuardedClient } from "./adapters/http/guarded-request.ts";
import type { CallbackService } from "./callback-api.ts";
import { CutstreamError } from "./errors.ts";

/** Milliseconds before each attempt. */
const ATTEMPTS = [0, 1000, 5000];
/** Milliseconds that an answer may take. */
const PATIENCE = 10_000;

/** Opens callbacks over a client that asks no address it should not. `close` gives up those under way. */
export function createCallbacks(
  client: Pick<GuardedClient, "accepts">,
  attempts: readonly number[] = ATTEMPTS,
): { readonly service: CallbackService; close(): void } {
  const closing = new AbortController();

  const attempt = async (url: URL, body: string): Promise<string | null> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      const headers = { "content-type": "application/json" };
      const accepted = await client.accepts(url, { method: "POST", headers, body, signal });
      return accepted ? null : "it does not answer with 2xx";
    } catch (error) {
      if (error instanceof CutstreamError) throw error;
      return error instanceof Error ? error.message : String(error);
    }
  };

  const service: CallbackService = {
    async send(address, body) {
      const url = URL.parse(address);
      if (!url) throw failed(address, "this is no URL");
      const text = JSON.stringify(body);
      let reason = "";
      for (const pause of attempts) {
        await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined);
        if (closing.signal.aborted) throw failed(address, "the engine closes");
        const fault = await attempt(url, text);
        if (fault === null) return;
        reason = fault;
      }
      throw failed(address, reason);
    },
  };
  return { service, close: () => closing.abort() };
}

function failed(address: string, reason: string): CutstreamError {
  return new CutstreamError("callback_failed", `The callback ${address} cannot be told: ${reason}.`);
}
