import { createHmac, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { SigningKey } from "../../seams/signing-key-store.ts";

/** Signs playlist URLs, and tells signatures of ours from others. */
export interface Signer {
  /** Signature of a stream for a user, by the newest key: `k1.` and 192 bits in base64url. */
  sign(user: string, stream: string): string;
  verify(user: string, stream: string, signature: string): boolean;
}

const MAC_BYTES = 24;

/** Signatures that were made or verified a moment ago: a player shows its own with each of its playlists. */
const KNOWN = 10_000;

/**
 * @param keys the first signs, the others still verify; a function is asked each time, so that keys can change.
 * @throws RangeError where there is none.
 */
export function createSigner(keys: readonly SigningKey[] | (() => readonly SigningKey[])): Signer {
  const current = typeof keys === "function" ? keys : () => keys;
  let known = readKeys(current());
  const ring = () => {
    const now = current();
    if (now !== known.keys) known = readKeys(now);
    return known;
  };
  const mac = (secret: string, user: string, stream: string): string => {
    const whole = createHmac("sha256", secret).update(`${stream}\n${user}`).digest();
    return whole.toString("base64url", 0, MAC_BYTES);
  };

  return {
    sign(user, stream) {
      const { newest, genuine } = ring();
      const made = mac(newest.secret, user, stream);
      genuine.set(nameOf(newest.id, user, stream), Buffer.from(made));
      return `${newest.id}.${made}`;
    },
    verify(user, stream, signature) {
      const dot = signature.indexOf(".");
      const id = signature.slice(0, dot);
      const { secrets, genuine } = ring();
      const secret = secrets.get(id);
      if (secret === undefined) return false;
      // As text: base64 has many spellings of the same bytes, and one stream has one URL.
      const given = Buffer.from(signature.slice(dot + 1));
      const name = nameOf(id, user, stream);
      const known = genuine.get(name);
      const expected = known ?? Buffer.from(mac(secret, user, stream));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
      // What is forged is not kept: it would drive out what is genuine.
      if (!known) genuine.set(name, expected);
      return true;
    },
  };
}

/** A key and what it signs, spelt as it is signed. */
const nameOf = (key: string, user: string, stream: string): string => `${key}\n${stream}\n${user}`;

function readKeys(keys: readonly SigningKey[]) {
  const [newest] = keys;
  if (!newest) throw new RangeError("There is no signing key.");
  const secrets = new Map(keys.map(({ id, secret }) => [id, secret]));
  // Of these keys alone: what a key that is gone had signed is gone with it.
  return { keys, newest, secrets, genuine: new LRUCache<string, Buffer>({ max: KNOWN }) };
}
