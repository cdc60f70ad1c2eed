import type { Readable } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BlobStore } from "./blob-store.ts";

/** A store to test, and what to do with it afterwards. */
export interface OpenBlobStore {
  readonly store: BlobStore;
  readonly close: () => Promise<void>;
}

/** How much is tried: a store behind a network answers each request later. */
export interface BlobContractOptions {
  /** Draws of properties. Default 40. */
  readonly runs?: number;
  /** Writers of one key at a time. Default 100. */
  readonly writers?: number;
}

/** What every blob store does. An adapter's own test calls this with a way to open an empty one. */
export function blobStoreContract(
  name: string,
  open: () => Promise<OpenBlobStore>,
  { runs = 40, writers = 100 }: BlobContractOptions = {},
): void {
  describe(`blob store contract: ${name}`, () => {
    let store: BlobStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());

    test("what was put is read, sized and streamed", async () => {
      await store.put("versions/a1/v720.bin", bytes(100_000));
      expect(await store.size("versions/a1/v720.bin")).toBe(100_000);
      expectBytes(await store.read("versions/a1/v720.bin"), bytes(100_000));
      const streamed = await store.stream("versions/a1/v720.bin");
      expect(streamed.size).toBe(100_000);
      expectBytes(await collect(streamed.body), bytes(100_000));
    });

    test("a blob of nothing is a blob", async () => {
      await store.put("empty", new Uint8Array());
      await store.put("empty2", iterate([]));
      for (const key of ["empty", "empty2"]) {
        expect(await store.size(key)).toBe(0);
        expectBytes(await store.read(key), new Uint8Array());
        expectBytes(await collect((await store.stream(key)).body), new Uint8Array());
      }
    });

    test("any chunks are stored as their concatenation, and any range of it is read", async () => {
      const pieces = fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 8 });
      let count = 0;
      await fc.assert(
        fc.asyncProperty(pieces, fc.nat(), fc.nat(), async (chunks, one, other) => {
          const whole = new Uint8Array(Buffer.concat(chunks));
          const [start, end] = [one % (whole.length + 1), other % (whole.length + 1)].sort(
            (a, b) => a - b,
          ) as [number, number];
          const key = `property/${count++}`;
          await store.put(key, iterate(chunks));
          expectBytes(await store.read(key), whole);
          expectBytes(await store.read(key, { start, end }), whole.slice(start, end));
          const around = new Uint8Array(end - start + 2).fill(7);
          const into = around.subarray(1, -1);
          expect(await store.read(key, { start, end }, () => into)).toBe(into);
          expectBytes(around, Buffer.concat([Buffer.of(7), whole.subarray(start, end), Buffer.of(7)]));
          const streamed = await store.stream(key, { start, end });
          expect(streamed.size).toBe(end - start);
          expectBytes(await collect(streamed.body), whole.slice(start, end));
        }),
        { numRuns: runs },
      );
    });

    test("the caller's bytes stay the caller's", async () => {
      const chunk = Buffer.from("before");
      const source = (async function* () {
        for (let index = 0; index < 3; index++) {
          yield chunk;
          chunk.fill("x");
        }
      })();
      await store.put("key", source);
      expect(Buffer.from(await store.read("key")).toString()).toBe("beforexxxxxxxxxxxx");
      const read = await store.read("key");
      read.fill(0);
      expect(Buffer.from(await store.read("key")).toString()).toBe("beforexxxxxxxxxxxx");
    });

    test("what is not there is not found", async () => {
      await store.put("folder/blob", bytes(3));
      for (const key of ["nope", "folder", "folder/nope", "folder/blob/nope"]) {
        expect(await store.size(key), key).toBeUndefined();
        await expect(store.read(key), key).rejects.toMatchObject({ code: "blob_not_found" });
        await expect(store.stream(key), key).rejects.toMatchObject({ code: "blob_not_found" });
      }
    });

    test("a range past the end, or none, fails before the first byte", async () => {
      await store.put("key", bytes(10));
      for (const [start, end] of [
        [0, 11],
        [11, 12],
        [-1, 3],
        [5, 4],
        [0.5, 2],
        [0, Number.NaN],
        [0, 2 ** 50],
      ]) {
        const range = { start: start!, end: end! };
        await expect(store.read("key", range)).rejects.toMatchObject({ code: "storage_failed" });
        await expect(store.stream("key", range)).rejects.toMatchObject({ code: "storage_failed" });
      }
      expectBytes(await store.read("key", { start: 10, end: 10 }), new Uint8Array());
    });

    test.each([
      "",
      "/a",
      "a/",
      "a//b",
      ".",
      "..",
      "../a",
      "a/../b",
      "a/./b",
      "a b",
      "ä",
      "a\\b",
      "a\0b",
      "~tmp/a",
      "a%2f",
      "a\n",
    ])("%j is refused as a key", async (key) => {
      const refused = { code: "internal" };
      await expect(store.put(key, bytes(1))).rejects.toMatchObject(refused);
      await expect(store.size(key)).rejects.toMatchObject(refused);
      await expect(store.read(key)).rejects.toMatchObject(refused);
      await expect(store.stream(key)).rejects.toMatchObject(refused);
      await expect(store.delete(key)).rejects.toMatchObject(refused);
      expect(() => store.localPath(key)).toThrow(expect.objectContaining(refused));
    });

    test.each(["/a", "../a", "a/../b", "a//b", "..\\", "a b", "~tmp"])(
      "%j is refused as a prefix",
      async (prefix) => {
        await expect(keys(prefix)).rejects.toMatchObject({ code: "internal" });
        await expect(store.deletePrefix(prefix)).rejects.toMatchObject({ code: "internal" });
      },
    );

    test("keys are listed and deleted by any prefix", async () => {
      const all = [
        "a",
        "ab/c",
        "ab/d/e",
        "ab/d/f",
        "abc",
        "b/.hidden",
        "b/x..y",
        "heads/1-2.m4s",
        "heads/12.m4s",
      ];
      const prefixes = [
        "",
        "a",
        "ab",
        "ab/",
        "ab/d",
        "ab/d/",
        "ab/d/e",
        "ab/d/ef",
        "b/.",
        "heads/1",
        "heads/1-",
        "x/",
      ];
      const put = (some: readonly string[]) => Promise.all(some.map((key) => store.put(key, bytes(1))));
      await put(all);
      for (const prefix of prefixes) {
        const matching = all.filter((key) => key.startsWith(prefix));
        expect(await keys(prefix), prefix).toEqual(matching);
        await store.deletePrefix(prefix);
        await store.deletePrefix(prefix);
        expect(await keys(""), prefix).toEqual(all.filter((key) => !matching.includes(key)));
        const sizes = await Promise.all(all.map((key) => store.size(key)));
        expect(sizes, prefix).toEqual(all.map((key) => (matching.includes(key) ? undefined : 1)));
        await put(matching);
      }
    });

    test("one blob is deleted, and nothing else that begins like it", async () => {
      const all = ["heads/1-2", "heads/1-20", "heads/1-2x", "heads/1"];
      for (const key of all) await store.put(key, bytes(1));
      for (let gone = 0; gone < all.length; gone++) {
        await store.delete(all[gone] ?? "");
        await store.delete(all[gone] ?? "");
        expect(await keys("")).toEqual(all.slice(gone + 1).sort());
      }
      await store.delete("heads");
      await store.put("heads/1-2", bytes(7));
      await store.delete("heads");
      await store.delete("heads/1-2/3");
      expect(await keys("")).toEqual(["heads/1-2"]);
    });

    test("a key can be put again after it was deleted", async () => {
      for (let round = 1; round <= 3; round++) {
        await store.put("versions/a/b/c", bytes(round));
        expect(await store.size("versions/a/b/c")).toBe(round);
        await store.deletePrefix("versions/");
      }
    });

    test("many puts of one key at a time leave one whole blob", async () => {
      const reads: Promise<Uint8Array | undefined>[] = [];
      await Promise.all(
        Array.from({ length: writers }, async (_, index) => {
          await store.put("heads/same", index % 2 ? bytes(70_000) : iterate([bytes(70_000)]));
          reads.push(store.read("heads/same"));
        }),
      );
      for (const read of await Promise.all(reads)) expectBytes(read, bytes(70_000));
      expect(await keys("")).toEqual(["heads/same"]);
    });

    test("many keys at a time, in one folder and in many, are all there", async () => {
      const all = Array.from({ length: 60 }, (_, index) => `deep/${index % 7}/${index % 3}/${index}`);
      await Promise.all(all.map((key, index) => store.put(key, bytes(index))));
      expect(await keys("deep/")).toEqual([...all].sort());
      await Promise.all(all.map(async (key, index) => expectBytes(await store.read(key), bytes(index))));
    });

    test("readers see all of a blob or nothing", async () => {
      const whole = bytes(3_000_000);
      const halves = { written: false };
      const put = store.put(
        "big",
        (async function* () {
          yield whole.subarray(0, 1_500_000);
          expect(await store.size("big")).toBeUndefined();
          expect(await keys("")).toEqual([]);
          halves.written = true;
          yield whole.subarray(1_500_000);
        })(),
      );
      await put;
      expect(halves.written).toBe(true);
      expect(await store.size("big")).toBe(3_000_000);
    });

    test("a chunk is asked for once the one before it is stored", async () => {
      let pulled = 0;
      let open = true;
      const source: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            expect(open).toBe(true);
            open = false;
            await new Promise((resolve) => setTimeout(resolve, 1));
            open = true;
            return pulled++ < 5 ? { done: false, value: bytes(1000) } : { done: true, value: undefined };
          },
        }),
      };
      await store.put("key", source);
      expect(await store.size("key")).toBe(5000);
    });

    test("a source that fails leaves nothing, and its error comes out as it is", async () => {
      const failure = new Error("the source broke");
      const source = (async function* () {
        yield bytes(1000);
        throw failure;
      })();
      await expect(store.put("key", source)).rejects.toBe(failure);
      expect(await store.size("key")).toBeUndefined();
      expect(await keys("")).toEqual([]);
    });

    test("aborting leaves nothing and ends the source", async () => {
      const abort = new AbortController();
      let ended = false;
      const source = (async function* () {
        try {
          for (let index = 0; ; index++) {
            if (index === 3) abort.abort();
            yield bytes(1000);
          }
        } finally {
          ended = true;
        }
      })();
      await expect(store.put("key", source, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
      expect(ended).toBe(true);
      await expect(store.put("key", bytes(1), abort.signal)).rejects.toMatchObject({ code: "cancelled" });
      expect(await keys("")).toEqual([]);
    });

    test("aborting does not wait for a source that hangs", async () => {
      const abort = new AbortController();
      const source = (async function* () {
        yield bytes(1000);
        setTimeout(() => abort.abort(), 5);
        await new Promise(() => undefined);
      })();
      await expect(store.put("key", source, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
      expect(await keys("")).toEqual([]);
    });

    async function keys(prefix: string): Promise<string[]> {
      return (await readAll(store.list(prefix))).sort();
    }
  });
}

/** Bytes that differ from place to place. */
const bytes = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff);

async function* iterate(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function collect(body: Readable): Promise<Uint8Array> {
  return Buffer.concat(await readAll<Uint8Array>(body));
}

async function readAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Compares as `toEqual` does, in no time. */
function expectBytes(actual: Uint8Array | undefined, expected: Uint8Array): void {
  expect(actual).toBeInstanceOf(Uint8Array);
  expect(actual?.length).toBe(expected.length);
  expect(Buffer.compare(actual ?? new Uint8Array(), expected), "the bytes differ").toBe(0);
}
