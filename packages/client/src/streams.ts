import { type Http, segment } from "./http.ts";
import { eachItem } from "./paging.ts";
import type { Cancellable, Stream, Ttl } from "./types.ts";

/** Streams: timelines that were published, each for a viewer and a while. */
export interface Streams {
  /** @throws CutstreamError `stream_not_found` */
  get(id: string, options?: Cancellable): Promise<Stream>;
  /** All streams, or those of one user; fetched page by page. */
  list(options?: Cancellable & { readonly user?: string }): AsyncGenerator<Stream, void, undefined>;
  /** Ends a stream at once: its playlists answer 410 from now on. */
  revoke(id: string, options?: Cancellable): Promise<Stream>;
  /**
   * Lets a stream live on, from now.
   * @example await cs.streams.renew(stream.id, { ttl: "7d" });
   */
  renew(id: string, options?: Cancellable & { readonly ttl?: Ttl }): Promise<Stream>;
}

/** Streams over HTTP. */
export function createStreams(http: Http): Streams {
  const path = (id: string, rest = "") => `/v1/streams/${segment(id)}${rest}`;
  return {
    get: (id, options) => http.json(path(id), options),
    list: ({ user, ...options } = {}) =>
      eachItem((cursor) => http.json("/v1/streams", { ...options, query: { user, cursor } })),
    revoke: (id, options) => http.json(path(id), { ...options, method: "DELETE" }),
    renew: (id, { ttl, ...options } = {}) =>
      http.json(path(id, "/renew"), { ...options, method: "POST", json: { ttl } }),
  };
}
