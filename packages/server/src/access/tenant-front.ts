import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { FastifyInstance } from "fastify";
import { type KeyRing, keyIn } from "./key-ring.ts";
import { DEFAULT_TENANT } from "./scopes.ts";

/** What stands before the servers of all tenants. */
export interface TenantFront {
  /** Hands a request to the server of its tenant; to `own`, that of the default tenant, where it names none. */
  dispatch(request: IncomingMessage, response: ServerResponse, own: RequestListener): void;
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
  tenants: ReadonlyMap<string, Pick<FastifyInstance, "answer">>,
  keys: Pick<KeyRing, "find">,
): TenantFront {
  const named = (request: IncomingMessage): string | undefined => {
    const [prefix, name] = PREFIX.exec(request.url ?? "") ?? [];
    if (prefix === undefined || name === undefined || !tenants.has(name)) return undefined;
    const rest = (request.url ?? "").slice(prefix.length);
    request.url = rest.startsWith("/") ? rest : `/${rest}`;
    return name;
  };
  const keyed = ({ headers }: IncomingMessage): string => {
    const key = keyIn(headers);
    return (key === undefined ? undefined : keys.find(key)?.tenant) ?? DEFAULT_TENANT;
  };
  return {
    dispatch(request, response, own) {
      const tenant = tenants.get(named(request) ?? keyed(request));
      if (tenant) tenant.answer(request, response);
      else own(request, response);
    },
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
