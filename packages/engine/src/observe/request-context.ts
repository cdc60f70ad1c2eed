import { AsyncLocalStorage } from "node:async_hooks";
import type { JobOrigin } from "../seams/catalog.ts";
import { activeTraceParent } from "./traced.ts";

/** On whose behalf work is done: what a face knows of the request that it serves. */
export interface RequestContext {
  /** The request's id, as its log lines and its answer have it. */
  readonly id: string;
  /** Name under which the API key counts, never the key itself; null where none was needed. */
  readonly key: string | null;
}

const requests = new AsyncLocalStorage<RequestContext | undefined>();

/** Runs work for a request: jobs that it queues carry the request's id, and what it uses is counted under its key. */
export function withRequest<T>(context: RequestContext | undefined, work: () => T): T {
  return requests.run(context, work);
}

/** The request that is served here; undefined in the engine's own work. */
export function currentRequest(): RequestContext | undefined {
  return requests.getStore();
}

/** Where a job comes from that is queued here; undefined where nobody asked for it and nothing is traced. */
export function currentOrigin(): JobOrigin | undefined {
  const request = requests.getStore();
  const trace = activeTraceParent();
  if (!request && !trace) return undefined;
  return { ...(request && { request: request.id, key: request.key }), ...(trace && { trace }) };
}
