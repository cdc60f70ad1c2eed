import { LRUCache } from "lru-cache";
import { CutstreamError } from "../../errors.ts";
import type { Catalog, ReelRow } from "../../seams/catalog.ts";
import { placeOf, type ReelPlace } from "./reel-place.ts";
import { decodeReel, type ReelRecord } from "./reel-record.ts";

/** How reels were laid out, by their streams. */
export interface ReelBook {
  /** @returns undefined where the stream is no reel, or is not there. */
  find(stream: string): Promise<ReelRecord | undefined>;
  /** @throws CutstreamError `reel_not_found` */
  get(stream: string): Promise<ReelRecord>;
  /** What a reel shows `seconds` after its beginning; undefined where it is none, or shows nothing then. */
  at(stream: string, seconds: number): Promise<ReelPlace | undefined>;
  /** Puts a reel in that was made just now. */
  add(row: ReelRow, record: ReelRecord): void;
}

/** Records kept in memory: about 10 kB each. */
const KEPT = 2000;

/** Opens the book. Records never change. */
export function createReelBook(catalog: Pick<Catalog, "reel">): ReelBook {
  const records = new LRUCache<string, ReelRecord>({ max: KEPT });
  const find = async (stream: string): Promise<ReelRecord | undefined> => {
    const known = records.get(stream);
    if (known) return known;
    const row = await catalog.reel(stream);
    if (!row) return undefined;
    const record = decodeReel(row.record, row);
    records.set(stream, record);
    return record;
  };
  return {
    find,
    async get(stream) {
      const record = await find(stream);
      if (record) return record;
      throw new CutstreamError("reel_not_found", `Stream ${stream} is no reel, or is not there.`);
    },
    async at(stream, seconds) {
      const record = await find(stream);
      return record && placeOf(record, seconds);
    },
    add: (row, record) => void records.set(row.stream, record),
  };
}
