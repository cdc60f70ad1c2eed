import type { MomentRow } from "../../../moments/moment.ts";
import type { MomentStore, MomentVector } from "../../../seams/moment-store.ts";
import { decodeMoment, type StoredRow } from "./rows.ts";
import type { CallTask } from "./tasks.ts";

/** The store that calls of {@link SqliteMoments} make: JSON is read on this side, where what it holds is used. */
export function createStoreOverCalls(call: CallTask): MomentStore {
  return {
    add: (moments) => call("add", moments),
    replace: (index) => call("replace", index),
    deleteIndex: (index) => call("deleteIndex", index),
    deleteVideo: (video) => call("deleteVideo", video),
    annotate: (annotations) => call("annotate", annotations),
    setVectors: (model, vectors) => call("setVectors", model, vectors.map(alone)),
    withoutVector: (model, limit) => call("withoutVector", model, limit),
    keepOnlyVectors: (models) => call("keepOnlyVectors", models),
    async momentsOf(video, name) {
      const rows = await call("ofVideo", video);
      return rows.filter((row) => name === undefined || row.name === name).map(momentOf);
    },
    async overlapping(spans) {
      const found = await call("overlapping", spans);
      return found.map((rows) => rows.map(momentOf));
    },
    async moments(ids) {
      const rows = await call("byIds", ids);
      return new Map(rows.map((row) => [row.id, decodeMoment(row)]));
    },
    search: (query) => call("search", query),
    count: (model) => call("count", model),
    close: () => call("close"),
  };
}

/** The same vector over a buffer of its own: to another thread the whole buffer goes, however little of it is meant. */
function alone({ id, vector }: MomentVector): MomentVector {
  return { id, vector: vector.byteLength === vector.buffer.byteLength ? vector : vector.slice() };
}

function momentOf(stored: StoredRow): MomentRow {
  const { facts, around, ...row } = decodeMoment(stored);
  return row;
}
