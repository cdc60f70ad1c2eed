import { createHmac, timingSafeEqual } from "node:crypto";

/** A secret that playlist URLs are signed with. Its id stands in the signature, so that keys can be exchanged. */
export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

/** Signs playlist URLs, and tells signatures of ours from others. */
export interface Signer {
  /** Signature of a stream for a user, by the newest key: `k1.` and 192 bits in base64url. */
  sign(user: string, stream: string): string;
  verify(user: string, stream: string, signature: string): boolean;
}

const MAC_BYTES = 24;

/** @param keys newest first; older ones still verify. @throws RangeError where there is none. */
export function createSigner(keys: readonly SigningKey[]): Signer {
  const [newest] = keys;
  if (!newest) throw new RangeError("There is no signing key.");
  const secrets = new Map(keys.map(({ id, secret }) => [id, secret]));
  const mac = (secret: string, user: string, stream: string): string => {
    const whole = createHmac("sha256", secret).update(`${stream}\n${user}`).digest();
    return whole.toString("base64url", 0, MAC_BYTES);
  };

  return {
    sign: (user, stream) => `${newest.id}.${mac(newest.secret, user, stream)}`,
    verify(user, stream, signature) {
      const dot = signature.indexOf(".");
      const secret = secrets.get(signature.slice(0, dot));
      if (secret === undefined) return false;
      // As text: base64 has many spellings of the same bytes, and one stream has one URL.
      const given = Buffer.from(signature.slice(dot + 1));
      const expected = Buffer.from(mac(secret, user, stream));
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
