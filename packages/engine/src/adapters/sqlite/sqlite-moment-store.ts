import type { MomentStore } from "../../seams/moment-store.ts";
import { SqliteMoments } from "./moments/sqlite-moments.ts";

export async function openSqliteMomentStore({ path }: { path: string }): Promise<MomentStore> {
  const moments = new SqliteMoments(path);
  return {
    add: async (rows) => moments.add(rows),
    replace: async (index) => moments.replace(index),
    deleteIndex: async (index) => moments.deleteIndex(index),
    deleteVideo: async (video) => moments.deleteVideo(video),
    annotate: async (annotations) => moments.annotate(annotations),
    setVectors: async (model, vectors) => moments.setVectors(model, vectors),
    withoutVector: async (model, limit) => moments.withoutVector(model, limit),
    keepOnlyVectors: async (model) => moments.keepOnlyVectors(model),
    momentsOf: async (video, name) => moments.momentsOf(video, name),
    overlapping: async (spans) => moments.overlapping(spans),
    moments: async (ids) => moments.moments(ids),
    search: async (query) => moments.search(query),
    count: async (model) => moments.count(model),
    close: async () => moments.close(),
  };
}
