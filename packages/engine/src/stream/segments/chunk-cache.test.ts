import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { allocateUnset } from "../../seams/allocate.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { createChunkCache } from "./chunk-cache.ts";

const CHUNK = 1000;
const LARGE = 5000;
const keyOf = (n: number) => `versions/v/v720/c${n}`;
const bytesOf = (n: number, size: number) =>
  Uint8Array.from({ length: size }, (_, at) => (n * 31 + at) % 251);

const isPartOf = (part: Uint8Array | undefined, n: number): boolean =>
  part !== undefined && Buffer.compare(part, bytesOf(n, CHUNK).subarray(10, 60)) === 0;

const blobs = createMemoryBlobStore();
for (let n = 0; n < 20; n++) await blobs.put(keyOf(n), bytesOf(n, n === 0 ? LARGE : CHUNK));
await blobs.put("versions/v/a0/c0", bytesOf(7, CHUNK));

/** A cache with room for three chunks, and what was looked for in it. @param turns that each read takes, one by one. */
function setUp(turns: Iterator<number> = [].values()) {
  const looks: boolean[] = [];
  const options = { bytes: 4000, largest: 2000, looked: (found: boolean) => looks.push(found) };
  const slow: BlobStore = {
    ...blobs,
    async read(...request) {
      for (let left = turns.next().value ?? 0; left > 0; left--) await nextTurn();
      return blobs.read(...request);
    },
  };
  const cache = createChunkCache(slow, options);
  const lent = new Set<Uint8Array>();
  const lend = (bytes: number): Uint8Array => {
    const memory = allocateUnset(bytes);
    lent.add(memory);
    return memory;
  };
  const read = (key: string, size = CHUNK) => cache.read(key, { start: 10, end: 60 }, lend, size);
  return { looks, lent, read };
}

describe("a cache of chunks", () => {
  it("reads into lent memory what is asked for once, and keeps what is asked for again", async () => {
    const { looks, lent, read } = setUp();
    const [first, second, third] = [await read(keyOf(1)), await read(keyOf(1)), await read(keyOf(1))];
    expect(lent.has(first)).toBe(true);
    expect(lent.size).toBe(1);
    expect(third.buffer).toBe(second.buffer);
    expect(looks).toEqual([false, false, true]);
  });

  it("forgets what was asked for once more has been than it could keep", async () => {
    const { lent, read } = setUp();
    for (const n of [1, 2, 3, 4, 5, 1]) expect(lent.has(await read(keyOf(n)))).toBe(true);
  });

  it("keeps sound at once, and nothing that is very large", async () => {
    const { lent, read } = setUp();
    await read("versions/v/a0/c0");
    expect(lent.size).toBe(0);
    for (const _ of [1, 2, 3]) expect(lent.has(await read(keyOf(0), LARGE))).toBe(true);
  });

  it("gives the right bytes, however many are asked for at a time", async () => {
    const asked = fc.array(fc.nat(5), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(asked, async (chunks) => {
        const { read } = setUp();
        const found = await Promise.all(chunks.map((n) => read(keyOf(n), n === 0 ? LARGE : CHUNK)));
        for (const [place, n] of chunks.entries()) expect(isPartOf(found[place], n)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("gives what comes so late that others have taken its place", async () => {
    const { read } = setUp([0, 50].values());
    await read(keyOf(1));
    const late = read(keyOf(1));
    for (const n of [2, 3, 4, 5, 6])
      for (const _ of [1, 2]) expect(isPartOf(await read(keyOf(n)), n)).toBe(true);
    expect(isPartOf(await late, 1)).toBe(true);
  });

  it("keeps nothing that is shorter than it must be", async () => {
    const { read } = setUp();
    await read(keyOf(1), CHUNK + 1);
    for (const _ of [1, 2])
      await expect(read(keyOf(1), CHUNK + 1)).rejects.toMatchObject({ code: "storage_failed" });
    expect(await read(keyOf(1))).toHaveLength(50);
  });
});
