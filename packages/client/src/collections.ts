import { type Http, segment } from "./http.ts";
import type { Cancellable, Collection } from "./types.ts";

/** Collections: boxes for videos. */
export interface Collections {
  /**
   * Creates a collection.
   * @example const season = await cs.collections.create("Season 2026");
   */
  create(name: string, options?: Cancellable): Promise<Collection>;
  /** All collections. */
  list(options?: Cancellable): Promise<readonly Collection[]>;
  /** Deletes an empty collection. @throws CutstreamError `collection_not_found`, `collection_not_empty` */
  delete(id: string, options?: Cancellable): Promise<void>;
}

/** Collections over HTTP. */
export function createCollections(http: Http): Collections {
  return {
    create: (name, options) => http.json("/v1/collections", { ...options, method: "POST", json: { name } }),
    list: async (options) => {
      const { items } = await http.json<{ items: readonly Collection[] }>("/v1/collections", options);
      return items;
    },
    delete: async (id, options) => {
      await http.send(`/v1/collections/${segment(id)}`, { ...options, method: "DELETE" });
    },
  };
}
