import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { CutstreamError } from "../errors.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import { type CopyProgress, copyStore } from "./copy-store.ts";

const contentOf = async (blobs: BlobStore) => {
  const keys = (await Array.fromAsync(blobs.list(""))).sort();
  return Promise.all(keys.map(async (key) => [key, Buffer.from(await blobs.read(key)).toString("hex")]));
};

async function storeOf(blobs: readonly (readonly [string, Uint8Array])[]): Promise<BlobStore> {
  const store = createMemoryBlobStore();
  for (const [key, bytes] of blobs) await store.put(key, bytes);
  return store;
}

describe("copyStore", () => {
  it("copies what the other store has not, and says so", async () => {
    const entry = fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), fc.uint8Array({ maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(entry, { selector: ([key]) => key }), fc.nat(), async (all, share) => {
        const there = all.slice(0, all.length === 0 ? 0 : share % all.length);
        const [from, to] = [await storeOf(all), await storeOf(there)];
        const told: CopyProgress[] = [];
        const { blobs, bytes, copied } = await copyStore(from, to, { onProgress: (one) => told.push(one) });
        expect(await contentOf(to)).toEqual(await contentOf(from));
        expect({ blobs, copied }).toEqual({ blobs: all.length, copied: all.length - there.length });
        if (all.length > 0)
          expect(told.at(-1)).toEqual({ blobs, bytes, ofBlobs: all.length, ofBytes: bytes });
        expect(await copyStore(from, to)).toEqual({ blobs, bytes, copied: 0, tenants: [] });
      }),
      { numRuns: 50 },
    );
  });

  it("copies again what was stored in another size", async () => {
    const [from, to] = [
      await storeOf([["a", Buffer.from("whole")]]),
      await storeOf([["a", Buffer.from("wh")]]),
    ];
    expect(await copyStore(from, to)).toMatchObject({ copied: 1 });
    expect(await contentOf(to)).toEqual(await contentOf(from));
  });

  it("stops at the first failure, and goes on from there when it is called again", async () => {
    const from = await storeOf(
      Array.from({ length: 40 }, (_, index) => [`k${index}`, Buffer.of(index)] as const),
    );
    const to = createMemoryBlobStore();
    let puts = 0;
    const failing: BlobStore = {
      ...to,
      async put(...args) {
        if (++puts > 10) throw new CutstreamError("storage_full", "It is full.");
        await to.put(...args);
      },
    };
    await expect(copyStore(from, failing)).rejects.toMatchObject({ code: "storage_full" });
    const { length } = await contentOf(to);
    expect(length > 0 && length <= 10).toBe(true);
    expect(await copyStore(from, to)).toMatchObject({ blobs: 40, copied: 40 - length });
    expect(await contentOf(to)).toEqual(await contentOf(from));
  });

  it("leaves tenants out, and says which", async () => {
    const own = [["v/a/c0", Buffer.of(1)] as const, ["x/a", Buffer.of(2)] as const];
    const others = ["acme/v/b/c0", "acme/x/b", "zed/v/c/c0"].map(
      (key) => [`tenants/${key}`, Buffer.of(3)] as const,
    );
    const to = createMemoryBlobStore();
    const copied = await copyStore(await storeOf([...own, ...others]), to);
    expect(copied).toEqual({ blobs: 2, bytes: 2, copied: 2, tenants: ["acme", "zed"] });
    expect(await contentOf(to)).toEqual(await contentOf(await storeOf(own)));
  });

  it("passes over what goes meanwhile, and stops when told to", async () => {
    const from = await storeOf([["gone", Buffer.of(1)]]);
    const fading: BlobStore = {
      ...from,
      stream: () => Promise.reject(new CutstreamError("blob_not_found", "It is gone.")),
    };
    expect(await copyStore(fading, createMemoryBlobStore())).toMatchObject({ blobs: 0, copied: 0 });
    await expect(
      copyStore(from, createMemoryBlobStore(), { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
