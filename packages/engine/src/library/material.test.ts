import { readFile } from "node:fs/promises";
import { flicksToSeconds } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import { createFakeSourceTranscoder } from "../testing/fake-source-transcoder.ts";
import { makeVersion, storeVersion, type VersionRecipe } from "../testing/made-library.ts";
import { keys } from "./keys.ts";
import { createMaterial } from "./material.ts";
import { createSampleReader } from "./sample-reader.ts";
import { storeSidecars } from "./sidecars.ts";

const SMALL = { width: 4, height: 2, pixels: "gray" } as const;
const { signal } = new AbortController();

async function materialOf(recipe: VersionRecipe, change: Partial<Transcoder> = {}) {
  const version = makeVersion(recipe);
  const blobs = createMemoryBlobStore();
  await storeVersion(blobs, version);
  const transcoder = { ...createFakeSourceTranscoder(), ...change };
  const samples = createSampleReader(blobs);
  const parts = { video: "v", version, blobs, samples, transcoder, momentsOf: async () => [] };
  return { material: createMaterial(parts), version, blobs, transcoder };
}

/** A transcoder that hears `seconds` of ones, in blocks of a tenth of a second. */
const hearing = (seconds: number): Partial<Transcoder> => ({
  async *decodeSound({ media, sampleRate, channels = 1 }) {
    if (typeof media !== "string" && !(media instanceof Uint8Array)) for await (const _ of media);
    for (let n = 0; n < seconds * 10; n++) yield new Float32Array((sampleRate * channels) / 10).fill(1);
  },
});

describe("createMaterial", () => {
  it("gives all frames in order, and stills of those wanted", async () => {
    const { material } = await materialOf({ gops: [20, 30, 30], bFrames: 3 });
    const all = await Array.fromAsync(material.pictures(SMALL, signal));
    expect(all.map(({ frame, data }) => [frame, data[0], data.length])).toEqual(
      Array.from({ length: 80 }, (_, n) => [n, n, 8]),
    );
    const wanted = [0, 19, 20, 33, 41, 79];
    const stills = await Array.fromAsync(material.stills(wanted, SMALL, signal));
    expect(stills.map(({ frame, data }) => [frame, data[7]])).toEqual(wanted.map((n) => [n, n]));
  });

  it("decodes many stills with several decoders, and of each GOP no more than is needed", async () => {
    const runs: number[][] = [];
    const { decodePictures } = createFakeSourceTranscoder();
    const { material } = await materialOf(
      { gops: Array<number>(100).fill(50), bFrames: 0 },
      {
        async *decodePictures(request) {
          runs.push([...(request.times ?? [])]);
          yield* decodePictures(request);
        },
      },
    );
    const wanted = Array.from({ length: 100 }, (_, gop) => gop * 50 + 3);
    const stills = await Array.fromAsync(material.stills(wanted, SMALL, signal));
    expect(stills.map(({ frame }) => frame)).toEqual(wanted);
    expect(runs.length).toBeGreaterThan(1);
    expect(Math.max(...runs.map(({ length }) => length))).toBeLessThan(50);
  });

  it("takes the smallest rendition that is large enough", async () => {
    const read: string[] = [];
    const { material, blobs } = await materialOf({ gops: [2], heights: [720, 360, 180] });
    const { read: original } = blobs;
    blobs.read = (key, range) => {
      read.push(key.split("/")[2] ?? "");
      return original(key, range);
    };
    for (const [width, height, rendition] of [
      [32, 18, "v180"],
      [320, 180, "v180"],
      [321, 180, "v360"],
      [224, 224, "v360"],
      [2000, 1000, "v720"],
    ] as const) {
      read.length = 0;
      await Array.fromAsync(material.pictures({ width, height, pixels: "rgb" }, signal));
      expect(new Set(read)).toEqual(new Set([rendition]));
    }
  });

  it.each([-1, 1])("throws where a decoder makes %i pictures more than there are frames", async (more) => {
    const { material } = await materialOf(
      { gops: [10] },
      {
        async *decodePictures({ times }) {
          for (let n = 0; n < (times?.length ?? 10) + more; n++) yield new Uint8Array(8);
        },
      },
    );
    const failed = { code: "encoder_failed", message: expect.stringContaining("frames of version") };
    await expect(Array.fromAsync(material.pictures(SMALL, signal))).rejects.toMatchObject(failed);
    await expect(Array.fromAsync(material.stills([1, 2], SMALL, signal))).rejects.toMatchObject(failed);
  });

  it.each([
    { startSample: 0, seconds: 9, silent: 0, heard: 9 },
    { startSample: 24_000, seconds: 9, silent: 0.5, heard: 9 },
    { startSample: 240_000, seconds: 9, silent: 5, heard: 5 },
    { startSample: 960_000, seconds: 9, silent: 10, heard: 0 },
    { startSample: -12_000, seconds: 9, silent: 0, heard: 8.75 },
    { startSample: -12_000, seconds: 20, silent: 0, heard: 10 },
  ])("lays $seconds s of sound that starts at sample $startSample under 10 s of video", async (shape) => {
    for (const channels of [1, 2] as const) {
      const { startSample, seconds, silent, heard } = shape;
      const { material } = await materialOf(
        { gops: [250], audio: { sampleRate: 48_000, startSample } },
        hearing(seconds),
      );
      expect(flicksToSeconds(material.duration)).toBe(10);
      const sound = (await Array.fromAsync(material.sound(8000, signal, channels))).flatMap((block) => [
        ...block,
      ]);
      expect(sound.length).toBe((silent + heard) * 8000 * channels);
      expect(sound.indexOf(1)).toBe(heard === 0 ? -1 : silent * 8000 * channels);
      expect(sound.lastIndexOf(0)).toBe(silent * 8000 * channels - 1);
    }
  });

  it("hears nothing where there is no sound", async () => {
    const { material } = await materialOf({ audio: null }, hearing(5));
    expect(material.hasAudio).toBe(false);
    expect(await Array.fromAsync(material.sound(8000, signal))).toEqual([]);
  });

  it("reads subtitles that lay beside the source, then those inside it: of a copy where it is no local file", async () => {
    const { material, blobs, version } = await materialOf(
      {},
      {
        async subtitles(path) {
          const vtt = await readFile(path, "utf8");
          return [{ language: "en", title: "SDH", forced: false, vtt }];
        },
      },
    );
    await expect(material.subtitles(signal)).rejects.toMatchObject({ code: "blob_not_found" });
    const vtt = new TextEncoder().encode("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n");
    await blobs.put(keys.source(version.manifest.source.sha256), vtt);
    const facts = { name: "film.srt", language: null, forced: false, format: "srt" } as const;
    await storeSidecars("v", [{ ...facts, content: { problem: "Line 3 is no UTF-8 text" } }], blobs);
    const [sidecar, embedded, ...more] = await material.subtitles(signal);
    expect(sidecar).toMatchObject({ origin: "sidecar", name: "film.srt", language: null });
    expect(() => sidecar?.cues()).toThrow("Line 3 is no UTF-8 text");
    expect(embedded).toMatchObject({ origin: "embedded", name: "en, SDH", language: "en" });
    expect(embedded?.cues()).toMatchObject([{ text: "Hello" }]);
    expect(more).toEqual([]);
  });
});
