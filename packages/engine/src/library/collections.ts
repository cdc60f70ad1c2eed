import { randomBytes } from "node:crypto";
import type { CollectionService, CollectionView } from "../api.ts";
import { CutstreamError } from "../errors.ts";
import type { Catalog, CollectionRow } from "../seams/catalog.ts";

/** The collection that is always there. */
export const DEFAULT_COLLECTION = "default";

const view = ({ id, name, createdAt }: CollectionRow): CollectionView => ({
  id,
  name,
  createdAt: new Date(createdAt).toISOString(),
});

/** Opens the collections of a catalog, and sees to it that the default one exists. */
export async function createCollections(catalog: Catalog, now: () => number): Promise<CollectionService> {
  if (!(await catalog.collection(DEFAULT_COLLECTION))) {
    await catalog.insertCollection({ id: DEFAULT_COLLECTION, name: DEFAULT_COLLECTION, createdAt: now() });
  }
  return {
    async create(name) {
      const row = { id: `col_${randomBytes(8).toString("hex")}`, name, createdAt: now() };
      await catalog.insertCollection(row);
      return view(row);
    },
    list: async () => (await catalog.collections()).map(view),
    async delete(id) {
      if (!(await catalog.collection(id)))
        throw new CutstreamError("collection_not_found", `There is no collection ${id}.`);
      const { items } = await catalog.videos({ collection: id, limit: 1 });
      if (items.length > 0)
        throw new CutstreamError("collection_not_empty", `Collection ${id} still has videos.`);
      if (id === DEFAULT_COLLECTION)
        throw new CutstreamError("invalid_request", "The default collection stays.");
      await catalog.deleteCollection(id);
    },
  };
}
