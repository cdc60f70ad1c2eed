import { createHmac, timingSafeEqual } from "node:crypto";
import type { SigningKey } from "../seams/signing-key-store.ts";

/** Signs playlist URLs, and tells signatures of ours from others. */
export interface Signer {
  /** Signature of a stream for a user, by the newest key: `k1.` and 192 bits in base64url. */
  sign(user: string, stream: string): string;
  verify(user: string, stream: string, signature: string): boolean;
}

const MAC_BYTES = 24;

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
      const { newest } = ring();
      return `${newest.id}.${mac(newest.secret, user, stream)}`;
    },
    verify(user, stream, signature) {
      const dot = signature.indexOf(".");
      const secret = ring().secrets.get(signature.slice(0, dot));
      if (secret === undefined) return false;
      // As text: base64 has many spellings of the same bytes, and one stream has one URL.
      const given = Buffer.from(signature.slice(dot + 1));
      const expected = Buffer.from(mac(secret, user, stream));
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

function readKeys(keys: readonly SigningKey[]) {
  const [newest] = keys;
  if (!newest) throw new RangeError("There is no signing key.");
  return { keys, newest, secrets: new Map(keys.map(({ id, secret }) => [id, secret])) };
}
