/** What a key may do. `read` comes with each of the others, and `admin` has all of them. */
export const SCOPES = ["read", "write", "publish", "admin"] as const;

export type Scope = (typeof SCOPES)[number];

/** Tenant of keys that name none: that of a server without a file of keys. */
export const DEFAULT_TENANT = "default";

/** Whose request it is, and what it may do. */
export interface Access {
  readonly tenant: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Whether the scopes of a key include one. */
export function includes(scopes: ReadonlySet<Scope>, wanted: Scope): boolean {
  return scopes.has("admin") || scopes.has(wanted) || (wanted === "read" && scopes.size > 0);
}

/** Routes that hand something out to viewers, or take it back. */
const PUBLISHING =
  /^\/(?:v1\/(?:streams|exports|reels|recaps)(?:\/|$)|r\/|stream$|compile$|download$|editor|timeline$|video\/:id\/(?:stream|clip|workflow|reframe)$)/;
/** Routes that are asked with a body and change nothing. */
const ASKING =
  /^\/(?:v1\/(?:plan|retrieve|rank|timelines\/(?:import|export))|mcp|(?:video|collection)\/:id\/search)$/;
const OPERATING = /^\/(?:metrics|v1\/usage|billing|v1\/ranking\/(?:learn|model))/;
/** Routes that are asked with GET and open a way in: who has a ticket uploads without a key. */
const ADMITTING = /^\/collection\/:id\/upload_url$/;

/**
 * The scope that a route needs, by its method and its pattern (`/v1/videos/:id`). One rule for all routes: a new one that
 * nobody thought of needs `write` where it may change something.
 */
export function scopeOf(method: string, route: string): Scope {
  if (OPERATING.test(route) && !(route === "/v1/ranking/model" && method === "GET")) return "admin";
  if (route.startsWith("/r/")) return "publish";
  if (ADMITTING.test(route)) return "write";
  if (method === "GET" || method === "HEAD" || ASKING.test(route)) return "read";
  return PUBLISHING.test(route) ? "publish" : "write";
}
