import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FLICKS_PER_SECOND, flicksToSeconds } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDiskBlobStore } from "../../packages/engine/src/adapters/disk/disk-blob-store.ts";
import { ingestVersion } from "../../packages/engine/src/ingest/ingest-version.ts";
import { keys } from "../../packages/engine/src/library/keys.ts";
import { createLibrary } from "../../packages/engine/src/library/library.ts";
import { createMaterial } from "../../packages/engine/src/library/material.ts";
import { createSampleReader } from "../../packages/engine/src/library/sample-reader.ts";
import type { Material } from "../../packages/engine/src/seams/analyser.ts";
import type { BlobStore } from "../../packages/engine/src/seams/blob-store.ts";
import type { Transcoder } from "../../packages/engine/src/seams/transcoder.ts";
import {
  type CodedSource,
  type CodedSourceRequest,
  decodeAudioTime,
  makeCodedSource,
  readFrameCode,
  unwrapAudioTime,
} from "../kit/coded-source.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { THUMBNAIL } from "../kit/frame-code.ts";
import { sharedMedia } from "../kit/media.ts";
import { transcoders } from "../kit/transcoders.ts";

const LATE = "derived/audio_starts_late_0.7s.mp4";
const GRAY = { ...THUMBNAIL, pixels: "gray" } as const;
const { signal } = new AbortController();

const SHAPES: readonly Omit<CodedSourceRequest, "path" | "seconds">[] = [
  { sourceId: 1, frameRate: "24000/1001", gopSeconds: 1 },
  { sourceId: 2, frameRate: "30000/1001", gopSeconds: 2, audio: { sampleRate: 44_100, channels: 2 } },
  { sourceId: 3, frameRate: "25", gopSeconds: 0.5, bFrames: 0, audio: { sampleRate: 48_000, channels: 1 } },
  { sourceId: 4, frameRate: "60", gopSeconds: 4, audio: null },
];

let folder: string;
let blobs: BlobStore;
let coded: CodedSource[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "material-"));
  blobs = await openDiskBlobStore(join(folder, "blobs"));
  coded = await Promise.all(
    SHAPES.map((shape) => makeCodedSource({ ...shape, path: codedPath(shape.sourceId), seconds: 6 })),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const codedPath = (sourceId: number) => join(folder, `${sourceId}.mp4`);

let sources = 0;

/** Ingests a file as a version, its source kept. */
async function materialOf(path: string, transcoder: Transcoder, read = blobs): Promise<Material> {
  const sha256 = `${++sources}`.padStart(64, "0");
  await blobs.put(keys.source(sha256), await readFile(path));
  const source = { path, sha256, size: 1 };
  const id = await ingestVersion({ source, mode: "auto", signal, report: () => {} }, { blobs, transcoder });
  const version = await createLibrary(blobs).version(id);
  const samples = createSampleReader(read);
  return createMaterial({ video: "v", version, blobs: read, samples, transcoder, momentsOf: async () => [] });
}

const numberIn = (data: Uint8Array) => readFrameCode(data, GRAY.width, GRAY.height)?.frame;

async function soundOf(material: Material, sampleRate: number, channels?: 1 | 2): Promise<Float32Array> {
  const blocks = await Array.fromAsync(material.sound(sampleRate, signal, channels));
  return Float32Array.from(blocks.flatMap((block) => [...block]));
}

describe.each(transcoders())("what analysers see, decoded with $name", ({ transcoder }) => {
  describe.each(SHAPES.map((shape, place) => ({ ...shape, place })))(
    "$frameRate frames a second",
    (shape) => {
      let source: CodedSource;
      let material: Material;
      beforeAll(async () => {
        source = coded[shape.place]!;
        material = await materialOf(source.path, transcoder);
      });

      it("says what there is", () => {
        const { num, den } = source.frameRate;
        expect(material).toMatchObject({
          frameRate: { num, den },
          frameCount: source.frameCount,
          width: 320,
          height: 180,
          hasAudio: shape.audio !== null,
          duration: (source.frameCount * den * FLICKS_PER_SECOND) / num,
        });
        expect(material.frameFlicks * material.frameCount).toBe(material.duration);
      });

      it("numbers every picture as the library does", async () => {
        const seen: (readonly [number, number | undefined])[] = [];
        for await (const { frame, data } of material.pictures(GRAY, signal))
          seen.push([frame, numberIn(data)]);
        expect(seen).toEqual(Array.from({ length: source.frameCount }, (_, n) => [n, n]));
      });

      it("decodes stills wherever they are", async () => {
        const last = source.frameCount - 1;
        const all = Array.from({ length: source.frameCount }, (_, n) => n);
        for (const frames of [
          [0],
          [last],
          [],
          all.filter((n) => n % 7 === 3),
          all.slice(10, 70),
          [1, 2, 60, last],
        ]) {
          const seen: (readonly [number, number | undefined])[] = [];
          for await (const { frame, data } of material.stills(frames, GRAY, signal))
            seen.push([frame, numberIn(data)]);
          expect(seen).toEqual(frames.map((frame) => [frame, frame]));
        }
      });

      it("gives colours", async () => {
        const format = { width: 8, height: 8, pixels: "rgb" } as const;
        for await (const { data } of material.stills([5], format, signal)) expect(data).toHaveLength(192);
      });

      it.skipIf(shape.audio === null)("lays sound under the frames", async () => {
        const sampleRate = 16_000;
        const samples = await soundOf(material, sampleRate);
        expect(Math.abs(samples.length / sampleRate - source.seconds)).toBeLessThan(0.03);
        for (const at of [0.5, 2.25, 5]) {
          const window = samples.subarray(at * sampleRate, at * sampleRate + 800);
          const read = decodeAudioTime(window, sampleRate)!;
          expect(read.source).toBe(shape.sourceId);
          expect(Math.abs(unwrapAudioTime(read.seconds, at) - at)).toBeLessThan(0.001);
        }
        expect((await soundOf(material, sampleRate, 2)).length).toBe(samples.length * 2);
      });
    },
  );

  it("refuses frames out of order and outside", async () => {
    const material = await materialOf(codedPath(1), transcoder);
    for (const frames of [[3, 2], [1, 1], [-1], [material.frameCount], [0.5]])
      await expect(Array.fromAsync(material.stills(frames, GRAY, signal))).rejects.toThrow(RangeError);
  });

  it("stops when the consumer does, and when it is told to", async () => {
    const material = await materialOf(codedPath(1), transcoder);
    for await (const { frame } of material.pictures(GRAY, signal)) {
      expect(frame).toBe(0);
      break;
    }
    const stop = new AbortController();
    const work = async () => {
      for await (const _ of material.pictures(GRAY, stop.signal)) stop.abort();
    };
    await expect(work()).rejects.toMatchObject({ code: "cancelled" });
  });

  it.each([
    { what: "gone", put: undefined, code: "blob_not_found" },
    { what: "cut short", put: (bytes: Uint8Array) => bytes.subarray(0, 900), code: "encoder_failed" },
  ])("says so where a chunk is $what", async ({ put, code }) => {
    const read: BlobStore["read"] = async (key, range) => {
      const bytes = await blobs.read(put || !key.endsWith("/c1") ? key : `${key}gone`, range);
      return put && key.endsWith("/c1") ? put(bytes) : bytes;
    };
    const material = await materialOf(codedPath(1), transcoder, { ...blobs, read });
    await expect(Array.fromAsync(material.pictures(GRAY, signal))).rejects.toMatchObject({ code });
  });

  it.skipIf(!sharedMedia(LATE))("hears nothing before real sound that starts late", async () => {
    const material = await materialOf(sharedMedia(LATE)!, transcoder);
    const samples = await soundOf(material, 8000);
    const first = samples.findIndex((value) => Math.abs(value) > 1e-4) / 8000;
    expect(first).toBeGreaterThan(0.65);
    expect(first).toBeLessThan(0.8);
    expect(samples.length / 8000).toBeCloseTo(12, 2);
  });

  it.each([
    { what: "late", offset: 0.7 },
    { what: "early", offset: -0.4 },
  ])("fits in sound that starts $what", async ({ what, offset }) => {
    const plain = codedPath(2);
    const path = join(folder, `${what}.mp4`);
    // Sound that starts early is picture that starts late.
    const [video, audio] = offset < 0 ? [-offset, 0] : [0, offset];
    const inputs = ["-itsoffset", `${video}`, "-i", plain, "-itsoffset", `${audio}`, "-i", plain];
    await runProgram(FFMPEG, [
      "-v",
      "error",
      "-y",
      ...inputs,
      "-map",
      "0:v",
      "-map",
      "1:a",
      "-c",
      "copy",
      path,
    ]);
    const material = await materialOf(path, transcoder);
    const sampleRate = 16_000;
    const samples = await soundOf(material, sampleRate);
    if (offset > 0) expect(samples.subarray(0, 0.65 * sampleRate).every((value) => value === 0)).toBe(true);
    for (const at of [1.5, 3]) {
      const read = decodeAudioTime(samples.subarray(at * sampleRate, at * sampleRate + 800), sampleRate)!;
      expect(unwrapAudioTime(read.seconds, at - offset)).toBeCloseTo(at - offset, 2);
    }
  });

  it("reads subtitles inside the source, timed by its first frame", async () => {
    const srt = join(folder, "in.srt");
    await writeFile(
      srt,
      "1\n00:00:00,100 --> 00:00:00,300\nToo soon\n\n2\n00:00:01,500 --> 00:00:03,250\nHello <i>there</i>\n\n3\n00:00:04,000 --> 00:00:05,000\nGoodbye\nfor now\n",
    );
    const plain = codedPath(2);
    const inputs = ["-itsoffset", "0.4", "-i", plain, "-i", plain, "-i", srt, "-i", srt];
    const maps = ["-map", "0:v", "-map", "1:a", "-map", "2", "-map", "3", "-c:v", "copy", "-c:a", "copy"];
    const tags = [
      "-metadata:s:s:0",
      "language=ger",
      "-metadata:s:s:1",
      "title=Signs",
      "-disposition:s:1",
      "forced",
    ];
    for (const [file, codecs] of [
      ["subs.mp4", ["-c:s", "mov_text"]],
      ["subs.mkv", ["-c:s:0", "ass", "-c:s:1", "subrip"]],
    ] as const) {
      const path = join(folder, file);
      await runProgram(FFMPEG, ["-v", "error", "-y", ...inputs, ...maps, ...codecs, ...tags, path]);
      const material = await materialOf(path, transcoder);
      const tracks = await material.subtitles(signal);
      expect(tracks.map(({ language }) => language)).toEqual(["de", null]);
      if (file.endsWith("mkv")) expect(tracks[1]).toMatchObject({ name: "Signs", forced: true });
      for (const track of tracks) {
        const cues = track
          .cues()
          .map(({ start, end, text }) => [flicksToSeconds(start), flicksToSeconds(end), text]);
        expect(cues).toEqual([
          [1.1, 2.85, "Hello there"],
          [3.6, 4.6, "Goodbye\nfor now"],
        ]);
      }
    }
    expect(await (await materialOf(plain, transcoder)).subtitles(signal)).toEqual([]);
  });
});
