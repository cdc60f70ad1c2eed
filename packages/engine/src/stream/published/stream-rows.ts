import { LRUCache } from "lru-cache";
import { CutstreamError } from "../../errors.ts";
import type { Catalog, StreamRow } from "../../seams/catalog.ts";
import type { Notices } from "../../seams/notices.ts";

/**
 * Rows that other nodes may change are kept for so many milliseconds. A revocation is seen at once, here and on the
 * nodes that its notice reaches; on one that it does not reach, when this is over.
 */
export const ROW_TTL = 2000;
/** Topic of notices: a stream was revoked, or renewed. */
const CHANGED = "stream.changed";
const MOST_ROWS = 10_000;

/** Rows of streams, in memory while they are watched. */
export interface StreamRows {
  /** A row as the catalog has it. @throws CutstreamError `stream_not_found` */
  read(id: string): Promise<StreamRow>;
  /** A row as it was read a moment ago. @throws CutstreamError `stream_not_found` */
  recent(id: string): Promise<StreamRow>;
  /** Keeps a row that was just written. */
  keep(row: StreamRow): void;
  /** Forgets what a row was, here and on other nodes: it is another now. */
  changed(id: string): void;
}

/** @param notices of the nodes that share the catalog. Where there is no other, rows are kept until they are changed. */
export function createStreamRows(catalog: Pick<Catalog, "stream">, notices: Notices): StreamRows {
  const read = async (id: string): Promise<StreamRow> => {
    const row = await catalog.stream(id);
    if (!row) throw new CutstreamError("stream_not_found", `There is no stream ${id}.`);
    return row;
  };
  const rows = new LRUCache<string, StreamRow>({
    max: MOST_ROWS,
    ttl: notices.alone ? 0 : ROW_TTL,
    // A row that changes while it is read is answered as it was, and not kept.
    ignoreFetchAbort: true,
    fetchMethod: read,
  });
  notices.on(CHANGED, (id) => void rows.delete(id));
  notices.onGap(() => rows.clear());
  return {
    read,
    recent: async (id) => rows.get(id) ?? (await rows.forceFetch(id)),
    keep: (row) => void rows.set(row.id, row),
    changed(id) {
      rows.delete(id);
      notices.send(CHANGED, id);
    },
  };
}
