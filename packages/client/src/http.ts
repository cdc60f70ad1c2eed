import { CutstreamError, errorFrom } from "./errors.ts";
import type { Cancellable } from "./types.ts";

/** What `connect` takes. */
export interface ConnectOptions {
  /** Where the server is: `http://localhost:8720`. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** One call of the API. */
export interface Call extends Cancellable {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "HEAD" | "DELETE";
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

/** Talks to one server. */
export interface Http {
  /** @throws CutstreamError for any answer but a success; the reason of `signal` where it aborts. */
  send(path: string, call?: Call): Promise<Response>;
  /** The JSON of the answer. Throws as {@link send}. */
  json<T>(path: string, call?: Call): Promise<T>;
}

/** Binds the server's address and key. */
export function createHttp(options: ConnectOptions): Http {
  const base = options.url.replace(/\/+$/, "");
  const send = async (path: string, call: Call = {}): Promise<Response> => {
    const fetch = options.fetch ?? globalThis.fetch;
    const response = await fetch(`${base}${path}${queryOf(call.query)}`, requestInit(options, call)).catch(
      (cause: unknown) => {
        if (call.signal?.aborted) throw call.signal.reason;
        throw unreachable(base, cause);
      },
    );
    if (response.ok) return response;
    throw await errorFrom(response);
  };
  return {
    send,
    json: async <T>(path: string, call?: Call) => (await send(path, call)).json() as Promise<T>,
  };
}

/** Writes an id into a path. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

function requestInit(options: ConnectOptions, call: Call): RequestInit {
  const headers: Record<string, string> = { accept: "application/json", ...call.headers };
  if (options.apiKey !== undefined) headers.authorization = `Bearer ${options.apiKey}`;
  if (call.json !== undefined) headers["content-type"] = "application/json";
  const body = call.json === undefined ? call.body : JSON.stringify(call.json);
  return {
    method: call.method ?? "GET",
    headers,
    ...(body === undefined ? {} : { body }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
}

function queryOf(query: Call["query"] = {}): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined);
  return set.length === 0 ? "" : `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}

function unreachable(base: string, cause: unknown): CutstreamError {
  return new CutstreamError(`No server answers at ${base}.`, {
    code: "unreachable",
    remedy: "Start one with `cutstream serve`, or check the URL.",
    cause,
  });
}
