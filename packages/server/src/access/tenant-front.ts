import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { FastifyInstance } from "fastify";
import type { FastLane } from "../origin/fast-lane.ts";
import { type KeyRing, keyIn } from "./key-ring.ts";
import { DEFAULT_TENANT } from "./scopes.ts";

/** What stands before the servers of all tenants. */
export interface TenantFront {
  /** Hands a request to the server of its tenant; to `own`, that of the default tenant, where it names none. */
  dispatch(request: IncomingMessage, response: ServerResponse, own: RequestListener): void;
  /** The lanes of all tenants as one. What carries a key, whosever it is, takes none. */
  laneBehind(own: FastLane | undefined): FastLane;
}

/** Where the addresses of a tenant begin: `/~acme`. */
export const prefixOf = (tenant: string): string => `/~${tenant}`;

const PREFIX = /^\/~([a-z0-9-]{1,32})(?=\/|$)/;

/**
 * Tells tenants' requests apart by the beginning of their path, which addresses that are handed out have, or by the key
 * that they carry. Nothing else passes from one tenant's server to another's: each has an engine, a catalog and blobs of
 * its own, so that an id of one is simply not there for the others.
 */
export function createTenantFront(
  tenants: ReadonlyMap<string, Pick<FastifyInstance, "answer" | "lane">>,
  keys: Pick<KeyRing, "find">,
): TenantFront {
  const named = (url: string) => {
    const [prefix, name] = PREFIX.exec(url) ?? [];
    const tenant = name === undefined ? undefined : tenants.get(name);
    if (prefix === undefined || !tenant) return undefined;
    const rest = url.slice(prefix.length);
    return { tenant, rest: rest.startsWith("/") ? rest : `/${rest}` };
  };
  const keyed = ({ headers }: IncomingMessage): string => {
    const key = keyIn(headers);
    return (key === undefined ? undefined : keys.find(key)?.tenant) ?? DEFAULT_TENANT;
  };
  return {
    dispatch(request, response, own) {
      const found = named(request.url ?? "");
      if (found) request.url = found.rest;
      const tenant = found?.tenant ?? tenants.get(keyed(request));
      if (tenant) tenant.answer(request, response);
      else own(request, response);
    },
    laneBehind: (own) => ({
      visit(request) {
        const { method, headers, url = "" } = request;
        if (keyIn(headers) !== undefined) return undefined;
        const found = named(url);
        return found ? found.tenant.lane?.visit({ method, headers, url: found.rest }) : own?.visit(request);
      },
    }),
  };
}

/** Makes a server, as Fastify makes its own, whose requests go through a front. */
export function serverBehind(front: TenantFront): (own: RequestListener, options: object) => Server {
  return (own, options) => {
    const { keepAliveTimeout, requestTimeout, connectionTimeout } = options as Partial<
      Record<string, number>
    >;
    const server = createServer((request, response) => front.dispatch(request, response, own));
    if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
    if (requestTimeout !== undefined) server.requestTimeout = requestTimeout;
    if (connectionTimeout !== undefined) server.setTimeout(connectionTimeout);
    return server;
  };
}
