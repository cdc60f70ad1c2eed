import { createHmac } from "node:crypto";
import type { SigningKey } from "../seams/signing-key-store.ts";

/**
 * The secret that receivers check callbacks with, of a key that streams are signed with: `whsec_` and base64, as
 * libraries of Standard Webhooks take it. Nobody can tell the key from it.
 */
export function callbackSecret({ secret }: SigningKey): string {
  return `whsec_${createHmac("sha256", secret).update("callbacks").digest("base64")}`;
}

/** What a callback says of itself. */
export interface CallbackFacts {
  /** The same at every attempt, so that receivers know what they were told already. */
  readonly id: string;
  /** Seconds since 1970, of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * Headers of a callback, as Standard Webhooks has them (§ Webhook headers): its id, its time, and a signature of both
 * and the body by each secret, so that keys can be exchanged.
 */
export function callbackHeaders(
  { id, timestamp, body }: CallbackFacts,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
