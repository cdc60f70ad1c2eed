import { randomBytes } from "node:crypto";
import type { CollectionService, CollectionView } from "../api/collections.ts";
import type { PrepareRequest } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import { viewJob } from "../jobs/job-view.ts";
import type { Catalog, CollectionRow, JobRow } from "../seams/catalog.ts";

/** The collection that is always there. */
export const DEFAULT_COLLECTION = "default";

/** What becomes of what a collection asks to be rendered of its videos. */
export interface PreparesCollections {
  check(requests: readonly PrepareRequest[]): Promise<void>;
  collection(row: CollectionRow): Promise<void>;
  jobs(row: CollectionRow): Promise<readonly JobRow[]>;
}

const view = ({ id, name, createdAt, prepare = [] }: CollectionRow): CollectionView => ({
  id,
  name,
  createdAt: new Date(createdAt).toISOString(),
  // As it was taken: the catalog does not look into it.
  prepare: prepare as readonly PrepareRequest[],
});

/** Opens the collections of a catalog, and sees to it that the default one exists. */
export async function createCollections(
  catalog: Catalog,
  prepares: PreparesCollections,
  now: () => number,
): Promise<CollectionService> {
  const find = async (id: string): Promise<CollectionRow> => {
    const row = await catalog.collection(id);
    if (row) return row;
    throw new CutstreamError("collection_not_found", `There is no collection ${id}.`);
  };

  if (!(await catalog.collection(DEFAULT_COLLECTION))) {
    const row = { id: DEFAULT_COLLECTION, name: DEFAULT_COLLECTION, createdAt: now() };
    await catalog.insertCollection(row).catch(async (error: unknown) => {
      // Of nodes that start together one makes it.
      if (!(await catalog.collection(DEFAULT_COLLECTION))) throw error;
    });
  }
  return {
    async create(name, prepare = []) {
      await prepares.check(prepare);
      const row = { id: `col_${randomBytes(8).toString("hex")}`, name, createdAt: now(), prepare };
      await catalog.insertCollection(row);
      return view(row);
    },
    async get(id) {
      const row = await find(id);
      return { ...view(row), jobs: (await prepares.jobs(row)).map(viewJob) };
    },
    async update(id, change) {
      await find(id);
      if (change.prepare) await prepares.check(change.prepare);
      await catalog.updateCollection(id, change);
      const row = await find(id);
      if (change.prepare) await prepares.collection(row);
      return view(row);
    },
    list: async () => (await catalog.collections()).map(view),
    async delete(id) {
      await find(id);
      const { items } = await catalog.videos({ collection: id, limit: 1 });
      if (items.length > 0)
        throw new CutstreamError("collection_not_empty", `Collection ${id} still has videos.`);
      if (id === DEFAULT_COLLECTION)
        throw new CutstreamError("invalid_request", "The default collection stays.");
      await catalog.deleteCollection(id);
    },
  };
}
