import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FLICKS_PER_SECOND } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createScenesAnalyser } from "../../packages/engine/src/adapters/analysers/scenes/scenes-analyser.ts";
import { openDiskBlobStore } from "../../packages/engine/src/adapters/disk/disk-blob-store.ts";
import { createFfmpegTranscoder } from "../../packages/engine/src/adapters/ffmpeg/transcoder.ts";
import { ingestVersion } from "../../packages/engine/src/ingest/ingest-version.ts";
import { keys } from "../../packages/engine/src/library/keys.ts";
import { createLibrary } from "../../packages/engine/src/library/library.ts";
import { createMaterial } from "../../packages/engine/src/library/material.ts";
import { createSampleReader } from "../../packages/engine/src/library/sample-reader.ts";
import type { Moment } from "../../packages/engine/src/moments/moment.ts";
import { sharedMedia } from "../kit/media.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples/media");
const { signal } = new AbortController();
const transcoder = createFfmpegTranscoder();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scenes-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let sources = 0;

/** Ingests a film and looks at it as shots that start at these seconds. */
async function scenesOf(path: string, shots: readonly number[]): Promise<readonly Moment[]> {
  const sha256 = `${++sources}`.padStart(64, "0");
  const blobs = await openDiskBlobStore(join(folder, `blobs-${sources}`));
  await blobs.put(keys.source(sha256), await readFile(path));
  const source = { path, sha256, size: 1 };
  const id = await ingestVersion({ source, mode: "auto", signal, report: () => {} }, { blobs, transcoder });
  const version = await createLibrary(blobs).version(id);
  const samples = createSampleReader(blobs);
  const starts = shots.map((start) => ({ start: start * FLICKS_PER_SECOND }));
  const momentsOf = async () => starts as unknown as readonly Moment[];
  const material = createMaterial({ video: "v", version, blobs, samples, transcoder, momentsOf });
  const warn = (message: string) => expect.fail(message);
  return (
    await Array.fromAsync(createScenesAnalyser().analyse(material, { signal, report: () => {}, warn }))
  ).flat();
}

describe("what is seen", () => {
  it("in a silent film: two men, black and white, from a camera that stands still", async () => {
    const [scene, ...others] = await scenesOf(join(EXAMPLES, "chaplin_1910s.mp4"), [0]);
    expect(others).toEqual([]);
    expect(scene).toMatchObject({
      start: 0,
      text: "two people; black and white",
      labels: ["person"],
      metadata: { objects: { person: 2 }, motion: "still" },
    });
  });

  const dog = sharedMedia("video/dog_pexels_854132.mp4");
  it.skipIf(!dog)("on a lawn: a dog, and its face is none", async () => {
    const [scene] = await scenesOf(dog ?? "", [0]);
    expect(scene).toMatchObject({
      text: "a dog; mostly green",
      labels: ["dog", "animal"],
      metadata: { objects: { dog: 1 }, faces: 0, colours: ["green"], brightness: "medium" },
    });
  });

  const screencast = sharedMedia("video/screencast_hello.mp4");
  it.skipIf(!screencast)("on a screen: what is written there, and who speaks", async () => {
    const [scene] = await scenesOf(screencast ?? "", [0]);
    expect(scene?.labels).toEqual(["person", "face"]);
    for (const line of ["Hello world", "Konsole", "ls /usr", "include", "Favoritos"]) {
      expect(scene?.metadata.ocr).toContain(line);
    }
  });

  const timecode = sharedMedia("video/banana_speech_timecode.mp4");
  it.skipIf(!timecode)("as a burned-in timecode: the one of each still", async () => {
    const [scene] = await scenesOf(timecode ?? "", [0]);
    const detail = scene?.detail ?? { stills: [] };
    const { stills } = detail as { stills: { frame: number; texts: { text: string }[] }[] };
    expect(stills).toHaveLength(3);
    for (const { frame, texts } of stills) {
      const two = (number: number) => `${Math.floor(number)}`.padStart(2, "0");
      expect(texts.map(({ text }) => text)).toEqual([`01:00:${two(frame / 30)}:${two(frame % 30)}`]);
    }
  });
});
