import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Export, ExportedFile } from "../../packages/client/src/index.ts";
import { childPrograms } from "../kit/children.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { decodeAudio, decodeFrames } from "../kit/decode.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { inkOf } from "../kit/ink.ts";
import {
  type CodedCut,
  clipsOf,
  expectedCodes,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";
import { spawnServer } from "../kit/server-process.ts";

/** Files made by exports, fetched and decoded frame by frame. */

const RED = "#ff0000";
/** Half a frame of AAC at the lower sample rate, in seconds. */
const HALF_FRAME = 512 / 44_100;
const SRT = "1\n00:00:02,000 --> 00:00:03,000\nRead <this>\n";

let server: TestServer;
let match: IngestedSource;
let film: IngestedSource;
let cuts: CodedCut[];
let logo: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  server = await startTestServer();
  match = await ingestCoded(server, {
    sourceId: 1,
    frameRate: "30",
    gopSeconds: 2,
    seconds: 8,
    width: 640,
    height: 360,
  });
  film = await ingestCoded(server, {
    sourceId: 2,
    frameRate: "25",
    gopSeconds: 1,
    seconds: 6,
    width: 480,
    height: 360,
  });
  cuts = [
    { source: match, from: 17, to: 133 },
    { source: film, from: 20, to: 90 },
  ];
  logo = Uint8Array.from(
    await sharp({ create: { width: 80, height: 40, channels: 3, background: RED } })
      .png()
      .toBuffer(),
  );
  await server.client.assets.upload(logo, { name: "logo.png" });
  await server.client.indexes.import(match.video.id, "speech", { format: "srt", data: SRT, language: "en" });
});
afterAll(() => server?.close());

const timeline = () => server.client.timeline(clipsOf(cuts));
const logoUntil = (end: number) =>
  ({ image: "logo.png", start: 1, end, position: { x: 0.05, y: 0.45 }, size: 0.2 }) as const;

const secondsOf = (of: readonly CodedCut[]) =>
  of.reduce(
    (sum, { source, from, to }) => sum + ((to - from) * source.frameRate.den) / source.frameRate.num,
    0,
  );

async function fetchFile(
  { files }: Pick<Export, "files">,
  name: string,
  folder = server.folder,
): Promise<string> {
  const path = join(folder, name);
  const response = await fetch(files[0]?.url ?? "");
  expect(response.status).toBe(200);
  await writeFile(path, Buffer.from(await response.arrayBuffer()));
  return path;
}

/** Mean red, green and blue of a part of each frame, given as fractions of the picture. */
async function coloursOf(
  path: string,
  [left, top, width, height]: readonly [number, number, number, number],
) {
  const chunks: Uint8Array[] = [];
  const crop = `crop=iw*${width}:ih*${height}:iw*${left}:ih*${top},scale=1:1:flags=area,format=rgb24`;
  const args = [
    "-v",
    "error",
    "-i",
    path,
    "-vf",
    crop,
    "-fps_mode",
    "passthrough",
    "-f",
    "rawvideo",
    "pipe:1",
  ];
  await runProgram(FFMPEG, args, { onStdout: (chunk) => void chunks.push(Uint8Array.from(chunk)) });
  const bytes = Buffer.concat(chunks);
  return Array.from({ length: bytes.length / 3 }, (_, n) => [...bytes.subarray(n * 3, n * 3 + 3)]);
}
const isRed = ([r = 0, g = 0, b = 0]: readonly number[]) => r > 180 && g < 80 && b < 80;
/** Numbers of the first and the last frame for which something holds, and how many there are. */
const extent = (all: readonly boolean[]) => [
  all.indexOf(true),
  all.lastIndexOf(true),
  all.filter(Boolean).length,
];

describe("an export with overlays and subtitles burnt in", () => {
  it("has them in the very frames where they are on the timeline, and every frame and all sound in place", async () => {
    const job = await timeline()
      .overlay(logoUntil(5))
      .subtitle({ language: "en", source: { timeline: { text: SRT } } })
      .export({ burn: ["overlays", "subtitles"], name: "Halbzeit – 2:1" });
    const seen: number[] = [];
    for await (const { progress } of job.progress()) seen.push(progress);
    expect(seen.at(-1)).toBe(1);
    const done = await job.done();
    const file = await fetchFile(done, "burnt.mp4");
    expect((await decodeFrames(file)).map(({ code }) => code)).toEqual(expectedCodes(cuts));
    const { samples, sampleRate, start, jumps } = await decodeAudio(file);
    expect([start < 0.001, jumps]).toEqual([true, []]);
    expect(Math.abs(samples.length / sampleRate - secondsOf(cuts))).toBeLessThan(HALF_FRAME + 0.003);
    // The first cut lasts 116 frames at 30 a second; the second begins at 3.867 s, and its 29th frame is the first
    // after five seconds.
    const red = (await coloursOf(file, [0.07, 0.47, 0.15, 0.08])).map(isRed);
    expect(extent(red)).toEqual([30, 116 + 28, 115]);
    const plain = await fetchFile(await (await timeline().export()).done(), "plain.mp4");
    const foot = [0.25, 0.86, 0.5, 0.11] as const;
    const [bare, ink] = [await inkOf(plain, foot), await inkOf(file, foot)];
    const written = ink.map(({ black }, frame) => black > (bare[frame]?.black ?? 0) + 30);
    expect(extent(written)).toEqual([60, 89, 30]);
  });

  it("is a file for good: its index first, in parts, under its name", async () => {
    const { files } = await (
      await timeline()
        .overlay(logoUntil(5))
        .export({ burn: ["overlays"], name: "Halbzeit – 2:1" })
    ).done();
    const [{ url, size }] = files as [ExportedFile];
    const whole = await fetch(url ?? "");
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(bytes.length).toBe(size);
    expect(whole.headers.get("cache-control")).toContain("immutable");
    expect(whole.headers.get("content-type")).toBe("video/mp4");
    expect(whole.headers.get("content-disposition")).toBe(
      `attachment; filename="Halbzeit _ 2_1.mp4"; filename*=UTF-8''Halbzeit%20%E2%80%93%202%3A1.mp4`,
    );
    const types: string[] = [];
    for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
      types.push(bytes.toString("latin1", at + 4, at + 8));
    expect(types).toEqual(["ftyp", "moov", "mdat"]);
    const etag = whole.headers.get("etag") ?? "";
    const headers = { range: `bytes=5000-90000`, "if-range": etag };
    const part = await fetch(url ?? "", { headers });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(5000, 90_001))).toBe(true);
    expect((await fetch(url ?? "", { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await fetch((url ?? "").replace(/\/[^/]+$/, "/other.exe"))).status).toBe(404);
  });

  it("has the shape that is burnt in", async () => {
    const { id, done } = await timeline()
      .reframe({ width: 480, height: 270, anchor: "top" })
      .export({ burn: ["reframe"] });
    const file = await fetchFile(await done(), "shape.mp4");
    expect((await decodeFrames(file)).map(({ code }) => code)).toEqual(expectedCodes(cuts));
    const info = await runProgram(FFMPEG, ["-hide_banner", "-i", file, "-f", "null", "-"]);
    expect(info.stderr).toContain("480x270");
    expect((await server.client.exports.get(id)).status).toBe("done");
  });
});

describe("ads and music", () => {
  it("are in the file: an ad as a clip, in its place, and the music's own sound", async () => {
    const ad = await ingestCoded(server, { sourceId: 3, frameRate: "25", seconds: 2, gopSeconds: 1 });
    const [first] = cuts as [CodedCut];
    const job = await server.client
      .timeline(clipsOf([first]))
      .ads({ slots: [{ at: "pre" }], decide: { kind: "list", ads: [{ video: ad.video.id }] } })
      .export();
    const file = await fetchFile(await job.done(), "ad.mp4");
    const shown = [{ source: ad, from: 0, to: ad.frameCount }, first];
    expect((await decodeFrames(file)).map(({ code }) => code)).toEqual(expectedCodes(shown));

    const music = await server.client
      .timeline(clipsOf([first]))
      .music(film.video, { gain: -6 })
      .export({ container: "m4a" });
    const sound = await fetchFile(await music.done(), "music.m4a");
    const { samples, sampleRate } = await decodeAudio(sound);
    expect(Math.abs(samples.length / sampleRate - secondsOf([first]))).toBeLessThan(HALF_FRAME + 0.003);
    await expect(decodeFrames(sound)).rejects.toThrow();
  });
});

describe("many ranges", () => {
  it("are a file each, and one that is bad loses none of the others", async () => {
    const ranges = [
      { video: match.video.id, start: { frame: 11 }, end: { frame: 71 }, name: "one" },
      { video: match.video.id, start: 4, end: 4 },
      { video: film.video.id, start: { frame: 33 }, end: { frame: 80 } },
    ];
    const { files } = await (await server.client.exports.ranges(ranges, { name: "r" })).done();
    expect(files.map(({ name, error }) => error?.code ?? name)).toEqual([
      "one.mp4",
      "empty_range",
      "r-3.mp4",
    ]);
    const last = await fetchFile({ files: files.slice(2) }, "range.mp4");
    expect((await decodeFrames(last)).map(({ code }) => code)).toEqual(
      expectedCodes([{ source: film, from: 33, to: 80 }]),
    );
  });
});

describe("pictures", () => {
  it("are those of the timeline's seconds", async () => {
    const job = await timeline().export({ container: "jpg", pictures: { every: 2, width: 320 } });
    const { files } = await job.done();
    expect(files.map(({ at }) => at)).toEqual([0, 2, 4, 6].map((at) => expect.closeTo(at, 1)));
    for (const { url } of files) {
      const response = await fetch(url ?? "");
      expect(response.headers.get("cache-control")).toContain("immutable");
      expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).format).toBe("jpeg");
    }
  });
});

describe("an export that is stopped", () => {
  it("leaves no program running and no file when it is cancelled, and is made when it is asked for again", async () => {
    const dressed = server.client.timeline(clipsOf(cuts)).overlay({ text: "cancelled", start: 0.2 });
    const job = await dressed.export({ burn: ["overlays"] });
    expect((await job.cancel()).status).toMatch(/cancelled|done/);
    for (let left = 200; left > 0 && (await childPrograms()).some((name) => name === "ffmpeg"); left--)
      await sleep(50);
    const { status, files } = await server.client.exports.get(job.id);
    if (status === "cancelled") expect(files[0]?.url).toBeNull();
    const again = await dressed.export({ burn: ["overlays"] });
    expect(again.id).toBe(job.id);
    const file = await fetchFile(await again.done(), "again.mp4");
    expect((await decodeFrames(file)).length).toBe(expectedCodes(cuts).length);
  });

  it("goes on after its server was killed, and makes nothing twice", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cutstream-export-"));
    try {
      const dataDir = join(folder, "data");
      let process = await spawnServer(dataDir);
      const source = await makeCodedSource({
        ...{ path: join(folder, "long.mp4"), sourceId: 4, frameRate: "30", gopSeconds: 1, seconds: 12 },
        ...{ width: 480, height: 270 },
      });
      const { video } = await process.client.videos.ingest({ path: source.path });
      await process.client.videos.waitUntilReady(video.id);
      const clip = { video: video.id, start: { frame: 5 }, end: { frame: 355 } };
      const job = await process.client
        .timeline([clip])
        .overlay({ text: "still there" })
        .export({ burn: ["overlays"] });
      const rendered = async () =>
        (await readdir(join(dataDir, "blobs"), { recursive: true })).filter((name) =>
          /\/x[0-9a-f]{40}\/\d+-\d+$/.test(name),
        );
      const writtenAt = async () => {
        const times = (await rendered()).map(async (name) => {
          return [name, (await stat(join(dataDir, "blobs", name))).mtimeMs] as const;
        });
        return new Map(await Promise.all(times));
      };
      while ((await rendered()).length < 2) await sleep(20);
      await process.stop("SIGKILL");
      const before = await writtenAt();
      process = await spawnServer(dataDir, { port: Number(new URL(process.url).port) });
      const made = await (await process.client.exports.get(job.id)).done();
      // Once, where the job was quicker than the kill.
      expect(made.job.attempts).toBeLessThanOrEqual(2);
      const kept = await writtenAt();
      expect([...before].filter(([name, time]) => kept.get(name) !== time)).toEqual([]);
      const file = await fetchFile(made, "killed.mp4", folder);
      expect((await decodeFrames(file)).map(({ code }) => code?.frame)).toEqual(
        Array.from({ length: 350 }, (_, n) => n + 5),
      );
      await process.stop();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
