import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SubtitleStyle } from "../../packages/client/src/index.ts";
import { decodeAudio, decodeFrames } from "../kit/decode.ts";
import { type Ears, openEars } from "../kit/ears.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { type Ink, inkOf, type PicturePart } from "../kit/ink.ts";
import {
  type CodedCut,
  expectedCodes,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** Captions that ffmpeg encoded into the pictures: read off the frames of what is downloaded. */

let ears: Ears;
let server: TestServer;
let film: IngestedSource;

/** Frames 30 to 59, and 120 to 149, at 30 a second. Text that would be markup, an expression or an option. */
const SRT = `1
00:00:01,000 --> 00:00:02,000
<&>"'\\:%{n}[out];, 100% %d $(x)
Line two

2
00:00:04,000 --> 00:00:05,000
Second
`;

/** Two words of a line: its letters are as wide as high, so that each stands in its half of the picture. */
const [FIRST, SECOND] = ["HHHHHHHH", "MMMMMMMM"];
/** Frames 10, 50 and 80 at 25 a second. */
const WORDS = [
  { word: FIRST, start: 0.4, end: 1.9 },
  { word: SECOND, start: 2, end: 3.2 },
];

beforeAll(async () => {
  ears = await openEars(WORDS);
  const { transcriber } = ears;
  server = await startTestServer({ models: { transcriber, embedder: { kind: "none" } } });
  film = await ingestCoded(server, {
    sourceId: 6,
    frameRate: "30",
    gopSeconds: 2,
    seconds: 8,
    width: 640,
    height: 360,
  });
  await server.client.indexes.import(film.video.id, "speech", { format: "srt", data: SRT, language: "en" });
});
afterAll(async () => {
  await server?.close();
  await ears?.close();
});

const publish = (cut: CodedCut, style?: SubtitleStyle, aspect?: string) => {
  const { source, from, to } = cut;
  const clip = { video: source.video.id, start: { frame: from }, end: { frame: to } };
  const timeline = server.client.timeline([clip]).subtitle({ language: "en", ...(style && { style }) });
  return (aspect ? timeline.reframe({ aspect }) : timeline).stream({ render: "segments" });
};

async function download(url: string, name: string): Promise<string> {
  const path = join(server.folder, `${name}.mp4`);
  const response = await fetch(url);
  expect(response.status).toBe(200);
  await writeFile(path, Buffer.from(await response.arrayBuffer()));
  return path;
}

/** Where captions stand at the foot of the picture. */
const FOOT: PicturePart = [0.2, 0.82, 0.6, 0.14];
/** Where two long words of one line do. */
const LEFT_WORD: PicturePart = [0.34, 0.87, 0.14, 0.06];
const RIGHT_WORD: PicturePart = [0.52, 0.87, 0.14, 0.06];

describe("captions in the pictures", () => {
  it("are there from the very frame to the very frame, and every frame is in its place", async () => {
    const cut = { source: film, from: 12, to: 200 };
    const { downloadUrl, plan, url } = await publish(cut);
    expect(plan.captions).toEqual({ name: "English", language: "en" });
    expect(plan.rendered!.segments).toBeLessThan(plan.segments.total);
    expect(await (await fetch(url)).text()).not.toContain("SUBTITLES");
    const file = await download(downloadUrl, "captions");
    expect((await decodeFrames(file)).map(({ code }) => code)).toEqual(expectedCodes([cut]));
    const ink = await inkOf(file, FOOT);
    const bare = ink[0]?.black ?? 0;
    const seen = ink.flatMap(({ black }, frame) => (black > bare + 15 ? [frame] : []));
    // Frames 30 to 59 and 120 to 149 of the film.
    const frames = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => from + n - cut.from);
    expect(seen).toEqual([...frames(30, 60), ...frames(120, 150)]);
    expect(ink[30]?.white).toBeGreaterThan(10);
  });

  it("are encoded once for all who see them", async () => {
    const first = await publish({ source: film, from: 0, to: 60 });
    await download(first.downloadUrl, "once");
    const again = await publish({ source: film, from: 0, to: 120 });
    expect(again.plan.rendered).toMatchObject({ segments: 1, ready: 1 });
  });

  it("go with overlays, a shape, ads that are clips and music that stops for them", async () => {
    const ad = await ingestCoded(server, {
      sourceId: 7,
      frameRate: "25",
      seconds: 2,
      gopSeconds: 1,
      width: 640,
      height: 360,
    });
    const music = await ingestCoded(server, { sourceId: 8, frameRate: "25", seconds: 9 });
    const cut = { source: film, from: 12, to: 120 };
    const clip = { video: film.video.id, start: { frame: cut.from }, end: { frame: cut.to } };
    const { downloadUrl, url, plan } = await server.client
      .timeline([clip])
      .subtitle({ language: "en" })
      .overlay({ text: "Live", position: "left", style: { background: "#000000", size: 0.1 } })
      .reframe({ width: 480, height: 270, anchor: "top" })
      .ads({
        slots: [{ at: "pre" }],
        decide: { kind: "list", ads: [{ video: ad.video.id }] },
      })
      .music(music.video, { mode: "mix", gain: -10 })
      .stream({ render: "segments" });
    expect(plan.ads?.breaks).toHaveLength(1);
    const shown = [{ source: ad, from: 0, to: 50 }, cut];
    const file = await download(downloadUrl, "together");
    expect((await decodeFrames(file)).map(({ code }) => code)).toEqual(expectedCodes(shown));
    const { samples, sampleRate, jumps } = await decodeAudio(file);
    expect(jumps).toEqual([]);
    expect(Math.abs(samples.length / sampleRate - (2 + 108 / 30))).toBeLessThan(0.03);
    const playlist = await (await fetch(new URL("r/a0.m3u8", url))).text();
    expect(playlist).toContain("EXT-X-DATERANGE");
    // Overlay and captions are over the content alone.
    const plain = await download(
      (
        await server.client
          .timeline([clip])
          .reframe({ width: 480, height: 270, anchor: "top" })
          .ads({
            slots: [{ at: "pre" }],
            decide: { kind: "list", ads: [{ video: ad.video.id }] },
          })
          .stream({ render: "segments" })
      ).downloadUrl,
      "bare",
    );
    const moreBlack = async (part: PicturePart) => {
      const [bare, dressed] = [await inkOf(plain, part), await inkOf(file, part)];
      return dressed.flatMap(({ black }, n) => (black > (bare[n]?.black ?? 0) + 15 ? [n] : []));
    };
    const frames = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
    expect(await moreBlack([0.02, 0.44, 0.15, 0.12])).toEqual(frames(50, 158));
    // Frames 30 to 59 of the film.
    expect(await moreBlack(FOOT)).toEqual(frames(50 + 18, 50 + 48));
  });

  it("stand in the lower third where that is asked for", async () => {
    const { downloadUrl } = await publish({ source: film, from: 30, to: 60 }, "lower-third");
    const file = await download(downloadUrl, "third");
    const blackAt = async (part: PicturePart) => (await inkOf(file, part))[10]?.black ?? 0;
    const [left, right] = [await blackAt([0.06, 0.72, 0.2, 0.1]), await blackAt([0.75, 0.72, 0.2, 0.1])];
    expect(left).toBeGreaterThan(250);
    expect(left).toBeGreaterThan(right + (await blackAt(FOOT)) + 100);
  });

  it("show word by word what is said, from the very frame on in which it is", async () => {
    const { client } = server;
    const path = join(server.folder, "grey.mp4");
    const sources = ["color=gray:s=640x360:r=25:d=4", "sine=f=440:d=4"].flatMap((one) => [
      "-f",
      "lavfi",
      "-i",
      one,
    ]);
    await runProgram(FFMPEG, ["-v", "error", ...sources, "-c:v", "libx264", "-c:a", "aac", path]);
    const { video } = await client.videos.ingest({ path });
    await client.videos.waitUntilReady(video.id);
    const [job] = await client.indexes.analyse(video.id, ["speech"]);
    await client.jobs.done(job?.id ?? "");
    const { downloadUrl } = await client
      .timeline([{ video: video.id, start: 0, end: 4 }])
      .subtitle({ language: "en", style: "words" })
      .stream({ render: "segments" });
    const file = await download(downloadUrl, "words");
    const [first, second] = [await inkOf(file, LEFT_WORD), await inkOf(file, RIGHT_WORD)];
    const where = (ink: readonly Ink[], is: (ink: Ink) => boolean) =>
      ink.flatMap((one, frame) => (is(one) ? [frame] : []));
    const frames = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
    expect(where(first, ({ white }) => white > 50)).toEqual(frames(10, 80));
    // It has its place from the first on, and is fainter until it is said.
    expect(where(second, ({ black }) => black > 200)).toEqual(frames(10, 80));
    expect(where(second, ({ white }) => white > 50)).toEqual(frames(50, 80));
  });

  it("lie in a picture of another shape, and are no wider than it", async () => {
    const { downloadUrl } = await publish({ source: film, from: 30, to: 60 }, "caption", "9:16");
    const file = await download(downloadUrl, "narrow");
    const whiteAt = async (part: PicturePart) => (await inkOf(file, part))[10]?.white ?? 0;
    expect(await whiteAt([0.05, 0.86, 0.9, 0.09])).toBeGreaterThan(8);
    expect(await whiteAt([0, 0.86, 0.04, 0.09])).toBe(0);
    const { width } = await sharp(await still(file)).metadata();
    expect(width).toBe(202);
  });
});

async function still(path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const args = ["-v", "error", "-i", path, "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "pipe:1"];
  await runProgram(FFMPEG, args, { onStdout: (chunk) => void chunks.push(Uint8Array.from(chunk)) });
  return Buffer.concat(chunks);
}
