import type { Http } from "./http.ts";
import type { Moment, RetrieveRequest } from "./memory-types.ts";
import type { Cancellable } from "./types.ts";

/** Moments found: a list, with what else the server said of them. */
export interface Moments extends ReadonlyArray<Moment> {
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  /** What should be known of how they were found. */
  readonly warnings: readonly string[];
}

interface Retrieved {
  readonly moments: readonly Moment[];
  readonly next: string | null;
  readonly warnings: readonly string[];
}

/** Finds moments over HTTP, in one round trip. */
export async function retrieve(
  http: Http,
  request: string | RetrieveRequest,
  options?: Cancellable,
): Promise<Moments> {
  const json = typeof request === "string" ? { query: request } : request;
  const { moments, next, warnings } = await http.json<Retrieved>("/v1/retrieve", {
    ...options,
    method: "POST",
    json,
  });
  return Object.assign([...moments], { next, warnings });
}
