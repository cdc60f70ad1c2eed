import { createHash, timingSafeEqual } from "node:crypto";
import { CutstreamError } from "@cutstream/engine";
import type { FastifyRequest } from "fastify";

/** Decides whether a request may use the API; throws `unauthorized` where not. */
export type Gate = (request: FastifyRequest) => void;

/** Name under which a key counts in logs and in what is used: enough of its digest to tell keys apart, not to try them. */
export const keyIdOf = (key: string): string => `key_${digest(key).toString("hex").slice(0, 12)}`;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Lets requests through that carry one of the keys as `Authorization: Bearer KEY`. Digests are compared, all of them,
 * each in constant time: neither the length of a key nor its first characters can be felt out.
 */
export function keyGate(keys: readonly string[]): Gate {
  const digests = keys.map(digest);
  return (request) => {
    const match = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "");
    if (!match?.[1]) throw new CutstreamError("unauthorized", "This needs an API key; none was sent.");
    const sent = digest(match[1]);
    const known = digests.reduce((found, key) => timingSafeEqual(key, sent) || found, false);
    if (!known) throw new CutstreamError("unauthorized", "The API key is not known here.");
    request.keyId = keyIdOf(match[1]);
  };
}

/**
 * Lets requests of this machine through: for a server on loopback without keys. Pages that a browser here has open
 * are not this machine: a page that came from elsewhere, or from a name that was rebound to this address, is refused.
 */
export function loopbackGate(): Gate {
  return (request) => {
    const host = request.headers.host ?? "";
    if (!isLoopback(hostName(host))) {
      throw new CutstreamError("unauthorized", `Without API keys only localhost is served, not "${host}".`);
    }
    const { origin } = request.headers;
    if (origin !== undefined && !isLoopback(hostName(origin.replace(/^https?:\/\//, "")))) {
      throw new CutstreamError("unauthorized", `Without API keys, pages of ${origin} may not use the API.`);
    }
  };
}

/** Whether a host name or address is this machine only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127(?:\.\d{1,3}){3}$/.test(bare);
}

function hostName(hostHeader: string): string {
  return hostHeader.replace(/:\d+$/, "");
}
