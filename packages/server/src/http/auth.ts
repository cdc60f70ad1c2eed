import { CutstreamError } from "@cutstream/engine";
import type { FastifyRequest } from "fastify";
import { createKeyRing, type KeyRing, keyIn } from "../access/key-ring.ts";
import { digestOf } from "../access/keys-file.ts";
import { type Access, DEFAULT_TENANT, includes, type Scope, scopeOf } from "../access/scopes.ts";

/**
 * Decides whether a request may use the API, and notes on it whose it is.
 * @throws CutstreamError `unauthorized`; `forbidden` where its key is known and may not do this.
 */
export type Gate = (request: FastifyRequest) => void;

/** Name under which a key counts in logs and in what is used: enough of its digest to tell keys apart, not to try them. */
export const keyIdOf = (key: string): string => `key_${digestOf(key).toString("hex").slice(0, 12)}`;

/** Who may do everything with the default tenant. */
const OWNER: Access = { tenant: DEFAULT_TENANT, scopes: new Set(["admin"]) };

/** Lets requests through that carry one of the keys, each of which may do everything, as `Authorization: Bearer KEY`. */
export const keyGate = (keys: readonly string[]): Gate => ringGate(createKeyRing(keys));

/** Lets requests through that carry a key of the tenant which may do what they ask for. Other tenants' are unknown. */
export function ringGate(keys: Pick<KeyRing, "find">, tenant = DEFAULT_TENANT): Gate {
  return (request) => {
    const key = keyIn(request.headers);
    if (key === undefined) throw new CutstreamError("unauthorized", "This needs an API key; none was sent.");
    const access = keys.find(key);
    if (access?.tenant !== tenant) throw new CutstreamError("unauthorized", "The API key is not known here.");
    request.access = access;
    request.keyId = keyIdOf(key);
    requireScope(request, scopeOf(request.method, request.routeOptions.url ?? ""));
  };
}

/**
 * Lets a request go on that may do this: for what a route does only with some of its parameters.
 * @throws CutstreamError `forbidden`
 */
export function requireScope({ access }: FastifyRequest, wanted: Scope): void {
  if (access && includes(access.scopes, wanted)) return;
  throw new CutstreamError("forbidden", `This needs a key with the scope ${wanted}.`);
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
    request.access = OWNER;
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

declare module "fastify" {
  interface FastifyRequest {
    /** Whose request it is, once it has passed a gate. */
    access: Access | null;
  }
}
