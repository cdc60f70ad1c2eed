import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDiskBlobStore } from "../../packages/engine/src/adapters/disk/disk-blob-store.ts";
import type { Engine } from "../../packages/engine/src/api/engine.ts";
import { createEngine } from "../../packages/engine/src/engine.ts";
import { createLibrary } from "../../packages/engine/src/library/library.ts";
import { type CodedSource, makeCodedSource } from "../kit/coded-source.ts";
import { decodeFrames } from "../kit/decode.ts";
import { fetchAll, fetchVariant, variantsOf } from "../kit/engine-client.ts";

let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ladder-"));
  engine = await createEngine({ dataDir: join(folder, "data"), publicUrl: "http://localhost:1" });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** The codes of the frames of a file that holds a piece of a source. */
async function codesOf(bytes: Uint8Array): Promise<unknown[]> {
  const path = join(folder, "piece.mp4");
  await writeFile(path, bytes);
  return (await decodeFrames(path)).map(({ code }) => code);
}

const codes = (source: CodedSource, from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({ source: source.sourceId, frame: from + n }));

describe.each([
  { name: "copied", sourceId: 1, frameRate: "30000/1001", file: "copied.mp4", codecArgs: undefined },
  {
    name: "encoded",
    sourceId: 2,
    frameRate: "25",
    file: "encoded.mkv",
    codecArgs: ["-c:v", "mpeg4", "-q:v", "3", "-g", "12"],
  },
])("ladder of a source that is $name", ({ file, codecArgs, ...shape }) => {
  let source: CodedSource;
  let id: string;

  beforeAll(async () => {
    const path = join(folder, file);
    source = await makeCodedSource({ ...shape, path, seconds: 9, ...(codecArgs ? { codecArgs } : {}) });
    // What is no smaller than the source, or asked for twice, is left out; odd heights are made even.
    const { video, job } = await engine.videos.ingest({
      source: { kind: "path", path },
      ladder: [120, 400, 180, 89, 120],
    });
    id = video.id;
    for await (const { status } of engine.jobs.watch(job.id)) expect(status).not.toBe("failed");
  });

  const heights = async () =>
    (await engine.videos.get(id)).renditions.flatMap(({ height }) => (height === undefined ? [] : [height]));

  test("plays in its main rendition before the others are there", async () => {
    const video = await engine.videos.get(id);
    expect(video.status).toBe("ready");
    expect((await heights())[0]).toBe(180);
    expect((await heights()).length).toBeLessThan(3);
    expect(await codesOf(await fetchAll(engine, video.streamUrl!))).toEqual(
      codes(source, 0, source.frameCount),
    );
  });

  test("gets its rungs, with the frames, key frames and timing of the main one", async () => {
    await expect.poll(heights).toEqual([180, 120, 90]);
    const [version] = (await engine.videos.get(id)).versions;
    const library = createLibrary(await openDiskBlobStore(join(folder, "data/blobs")));
    const { video, manifest } = await library.version(version!);
    expect(manifest.main).toBe("v180");
    expect(video.map(({ index }) => [index.width, index.height])).toEqual([
      [320, 180],
      [214, 120],
      [160, 90],
    ]);
    const [main, ...rungs] = video;
    expect(main!.keys.length).toBeGreaterThan(4);
    for (const rung of rungs) {
      expect(rung.keys).toEqual(main!.keys);
      expect(rung.index.frameCount).toBe(source.frameCount);
      expect(rung.index.frameRate).toEqual(main!.index.frameRate);
      expect(rung.offsets.at(-1)!).toBeLessThan(main!.offsets.at(-1)!);
    }
  });

  test("is served in three variants, each with the right frames, whole and cut", async () => {
    const { streamUrl } = await engine.videos.get(id);
    const [from, to] = [13, 101];
    const cut = await engine.streams.publish({
      timeline: { clips: [{ video: id, start: { frame: from }, end: { frame: to } }] },
    });
    for (const [url, wanted] of [
      [streamUrl!, codes(source, 0, source.frameCount)],
      [cut.url, codes(source, from, to)],
    ] as const) {
      const variants = await variantsOf(engine, url);
      expect(variants.map(({ resolution }) => resolution)).toEqual([
        { width: 320, height: 180 },
        { width: 214, height: 120 },
        { width: 160, height: 90 },
      ]);
      expect(variants.map(({ audioGroup }) => audioGroup !== undefined)).toEqual([true, true, true]);
      await fetchAll(engine, url);
      for (const { uri } of variants)
        expect(await codesOf(await fetchVariant(engine, url, uri)), uri).toEqual(wanted);
    }
  });

  test("has no rung made again by a second ingest, nor left out for a new height", async () => {
    const path = join(folder, file);
    const { video, job } = await engine.videos.ingest({ source: { kind: "path", path }, ladder: [120, 60] });
    for await (const { status } of engine.jobs.watch(job.id)) expect(status).not.toBe("failed");
    await expect.poll(heights).toEqual([180, 120, 90, 60]);
    expect((await engine.videos.get(video.id)).versions).toEqual((await engine.videos.get(id)).versions);
  });
});
