import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import { makeVersion, storeVersion } from "../testing/made-library.ts";
import { keys } from "./keys.ts";
import { createLibrary } from "./library.ts";
import { decodeManifest, encodeManifest, versionId } from "./manifest.ts";
import { SILENCE, SILENCE_VERSION } from "./silence.ts";

const made = makeVersion({ n: 1, heights: [180, 720, 360], audio: { sampleRate: 44_100 } });

async function setUp() {
  const stored = createMemoryBlobStore();
  await storeVersion(stored, made);
  const reads: string[] = [];
  const blobs: BlobStore = {
    ...stored,
    read(key, range) {
      reads.push(key);
      return stored.read(key, range);
    },
  };
  return { blobs, reads, library: createLibrary(blobs) };
}

describe("the library", () => {
  it("reads a version as it was stored, renditions tallest first", async () => {
    const { library } = await setUp();
    const version = await library.version(made.id);
    expect(version.manifest).toEqual(made.manifest);
    expect(version.video.map(({ index }) => index.rendition)).toEqual(["v720", "v360", "v180"]);
    expect(version.video[2]).toEqual(made.video[0]);
    expect(version.audio).toEqual(made.audio);
  });

  it("reads only manifest and indexes, once", async () => {
    const { library, reads } = await setUp();
    const all = await Promise.all([library.version(made.id), library.version(made.id)]);
    expect(await library.version(made.id)).toBe(all[0]);
    expect(reads.sort()).toEqual(
      [
        keys.manifest(made.id),
        ...["a0", "v180", "v360", "v720"].map((name) => keys.index(made.id, name)),
      ].sort(),
    );
  });

  it("finds renditions by name, and silence where it is asked for", async () => {
    const { library } = await setUp();
    expect((await library.videoTrack(made.id, "v360")).index.height).toBe(360);
    expect((await library.audioTrack(made.id, "a0")).index.sampleRate).toBe(44_100);
    expect(await library.audioTrack(SILENCE_VERSION, "a0")).toBe(SILENCE);
    for (const missing of [
      library.videoTrack(made.id, "v1080"),
      library.videoTrack(made.id, "a0"),
      library.audioTrack(made.id, "a1"),
      library.audioTrack(SILENCE_VERSION, "a1"),
      library.videoTrack(SILENCE_VERSION, "v360"),
    ]) {
      await expect(missing).rejects.toMatchObject({ code: "media_not_found" });
    }
  });

  it.each(["", "0".repeat(24), "../".padEnd(24, "0"), made.id.toUpperCase().replace("1", "A")])(
    "has no version %j",
    async (id) => {
      const { library } = await setUp();
      await expect(library.version(id)).rejects.toMatchObject({ code: "media_not_found" });
    },
  );

  it("does not know a version whose manifest was not written yet, and finds it once it was", async () => {
    const { library, blobs } = await setUp();
    await blobs.deletePrefix(keys.manifest(made.id));
    await expect(library.version(made.id)).rejects.toMatchObject({ code: "media_not_found" });
    await blobs.put(keys.manifest(made.id), encodeManifest(made.manifest));
    expect((await library.version(made.id)).id).toBe(made.id);
  });

  it("sees a further rendition once told to look again", async () => {
    const { library, blobs } = await setUp();
    await library.version(made.id);
    await blobs.deletePrefix(keys.index(made.id, "v180"));
    expect((await library.version(made.id)).video).toHaveLength(3);
    library.forget(made.id);
    expect((await library.version(made.id)).video).toHaveLength(2);
  });

  it("answers who waited with what it was, and looks again, where it is told so in the middle of reading", async () => {
    const { library, blobs } = await setUp();
    const [listed, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { list } = blobs;
    blobs.list = async function* (prefix) {
      const keys = await Array.fromAsync(list(prefix));
      listed.resolve();
      await held.promise;
      yield* keys;
    };
    const waiting = library.version(made.id);
    await listed.promise;
    await blobs.put(keys.index(made.id, "v90"), await blobs.read(keys.index(made.id, "v180")));
    library.forget(made.id);
    held.resolve();
    expect((await waiting).video).toHaveLength(3);
    expect((await library.version(made.id)).video).toHaveLength(4);
  });
});

describe("a manifest", () => {
  it("is read as it was written", () => {
    expect(decodeManifest(encodeManifest(made.manifest))).toEqual(made.manifest);
    expect(() => decodeManifest(new TextEncoder().encode("{}"))).toThrow();
  });

  it("has an id that changes with the source, the mode and the encoder", () => {
    const ids = [
      versionId("a", "auto", "x"),
      versionId("b", "auto", "x"),
      versionId("a", "copy", "x"),
      versionId("a", "auto", "y"),
    ];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(versionId("a", "auto", "x")).toBe(ids[0]);
  });
});
