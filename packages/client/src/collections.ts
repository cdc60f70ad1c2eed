import { type Http, segment } from "./http.ts";
import { toOverlay } from "./overlay-spec.ts";
import type { Cancellable, Collection, CollectionDetail } from "./types.ts";
import type { PrepareRequest } from "./videos.ts";

/** Collections: boxes for videos. */
export interface Collections {
  /**
   * Creates a collection. What `prepare` asks for is rendered of each of its videos when it is ready, so that the first
   * viewer of a stream with `render: "segments"` waits for nothing.
   * @example
   * ```ts
   * const season = await cs.collections.create("Season 2026", { prepare: [{ reframe: { aspect: "9:16" } }] });
   * ```
   */
  create(name: string, options?: CollectionOptions & Cancellable): Promise<Collection>;
  /** A collection, and how far its videos are prepared. @throws CutstreamError `collection_not_found` */
  get(id: string, options?: Cancellable): Promise<CollectionDetail>;
  /** Changes its name or what is prepared; videos that are there are begun with at once. */
  update(
    id: string,
    change: CollectionOptions & { readonly name?: string },
    options?: Cancellable,
  ): Promise<Collection>;
  /** All collections. */
  list(options?: Cancellable): Promise<readonly Collection[]>;
  /** Deletes an empty collection. @throws CutstreamError `collection_not_found`, `collection_not_empty` */
  delete(id: string, options?: Cancellable): Promise<void>;
}

/** What a collection asks for. */
export interface CollectionOptions {
  readonly prepare?: readonly PrepareRequest[];
}

/** Collections over HTTP. */
export function createCollections(http: Http): Collections {
  const path = (id: string) => `/v1/collections/${segment(id)}`;
  const looks = (prepare: CollectionOptions["prepare"]) =>
    prepare?.map(({ overlays, ...look }) => ({
      ...look,
      ...(overlays && { overlays: overlays.map(toOverlay) }),
    }));
  return {
    create: (name, { prepare, ...options } = {}) =>
      http.json("/v1/collections", { ...options, method: "POST", json: { name, prepare: looks(prepare) } }),
    get: (id, options) => http.json(path(id), options),
    update: (id, { name, prepare }, options) =>
      http.json(path(id), { ...options, method: "PATCH", json: { name, prepare: looks(prepare) } }),
    list: async (options) => {
      const { items } = await http.json<{ items: readonly Collection[] }>("/v1/collections", options);
      return items;
    },
    delete: async (id, options) => {
      await http.send(path(id), { ...options, method: "DELETE" });
    },
  };
}
