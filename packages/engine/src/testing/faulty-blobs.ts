import { Readable } from "node:stream";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { CutstreamError } from "../errors.ts";
import type { BlobStore } from "../seams/blob-store.ts";

/** A blob store that is at fault now and then, for as long as it is told to be. */
export interface FaultyBlobs {
  readonly blobs: BlobStore;
  /** How many of a hundred calls go wrong. Default 0. */
  rate: number;
  /** Faults so far. */
  readonly faults: number;
}

/** How many of a hundred calls are slow while faults are asked for, and up to how many milliseconds they take then. */
const SLOW = 10;
const SLOWEST = 80;

/**
 * Puts faults in front of a blob store: calls that fail, reads that give too little, writes that break off and leave
 * nothing, streams that break off or end too early, and answers that come late.
 * @param random numbers in [0, 1) that a seed gives again.
 */
export function faultyBlobs(whole: BlobStore, random: () => number): FaultyBlobs {
  let faults = 0;
  const state = {
    rate: 0,
    get faults() {
      return faults;
    },
  };
  const strikes = (): boolean => {
    if (random() * 100 >= state.rate) return false;
    faults++;
    return true;
  };
  const fail = (what: string): never => {
    throw new CutstreamError("storage_failed", `The disk could not ${what}: a fault that was asked for.`);
  };
  const late = async (): Promise<void> => {
    if (state.rate === 0) return;
    for (let turns = Math.floor(random() * 4); turns > 0; turns--) await nextTurn();
    if (random() * 100 < SLOW) await sleep(Math.floor(random() * SLOWEST));
  };
  const blobs: BlobStore = {
    async put(key, body, signal) {
      await late();
      if (strikes()) fail(`store blob ${key}`);
      return whole.put(key, body, signal);
    },
    async size(key) {
      if (strikes()) fail(`look for blob ${key}`);
      return whole.size(key);
    },
    async read(key, range, allocate) {
      await late();
      if (!strikes()) return whole.read(key, range, allocate);
      const bytes = await whole.read(key, range, allocate);
      return random() < 0.5
        ? fail(`read blob ${key}`)
        : bytes.subarray(0, Math.floor(random() * bytes.length));
    },
    async stream(key, range) {
      await late();
      const { size, body } = await whole.stream(key, range);
      if (!strikes()) return { size, body };
      body.destroy();
      const bytes = await whole.read(key, range);
      const part = bytes.subarray(0, Math.floor(random() * bytes.length));
      const breaks = random() < 0.5;
      const read = async function* (): AsyncGenerator<Uint8Array> {
        yield part;
        if (breaks) fail(`read blob ${key}`);
      };
      return { size, body: Readable.from(read(), { objectMode: false }) };
    },
    list: (prefix) => whole.list(prefix),
    async delete(key) {
      if (strikes()) fail(`delete blob ${key}`);
      return whole.delete(key);
    },
    async deletePrefix(prefix) {
      if (strikes()) fail(`delete blobs at ${prefix}`);
      return whole.deletePrefix(prefix);
    },
    localPath: (key) => whole.localPath(key),
  };
  return Object.assign(state, { blobs });
}
