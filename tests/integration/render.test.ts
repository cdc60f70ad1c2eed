import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MediaPlaylist, parseMediaPlaylist } from "../../packages/media/src/index.ts";
import { decodeFrames } from "../kit/decode.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { expectPlays } from "../kit/played.ts";
import {
  type CodedCut,
  clipsOf,
  expectedCodes,
  fetchWhole,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** Streams whose overlays and shape are in the pictures: encoded by ffmpeg, once, and held against every frame. */

const RED = "#ff0000";

let server: TestServer;
let cuts: CodedCut[];

beforeAll(async () => {
  server = await startTestServer();
  const wide = { sourceId: 1, frameRate: "30000/1001", gopSeconds: 2, seconds: 10, width: 640, height: 360 };
  const slow = { sourceId: 2, frameRate: "25", gopSeconds: 5, seconds: 12, width: 480, height: 360 };
  const a = await ingestCoded(server, wide);
  const b = await ingestCoded(server, slow);
  cuts = [
    { source: a, from: 11, to: 130 },
    { source: b, from: 40, to: 201 },
    { source: a, from: 170, to: 260 },
  ];
  const logo = await sharp({ create: { width: 80, height: 40, channels: 3, background: RED } })
    .png()
    .toBuffer();
  await server.client.assets.upload(Uint8Array.from(logo), { name: "logo.png" });
});

afterAll(() => server?.close());

const timeline = (of: readonly CodedCut[] = cuts) => server.client.timeline(clipsOf(of));

async function videoPlaylist(url: string): Promise<MediaPlaylist> {
  return parseMediaPlaylist(await (await fetch(new URL("r/v0.m3u8", url))).text());
}

const uris = ({ segments }: MediaPlaylist) => segments.map(({ uri, map }) => ({ uri, map }));

async function encoded(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^\S*segments_rendered_total(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1]);
}

/** Pixels of one frame of a stream's download, as red, green and blue. */
async function pictureOf(downloadUrl: string, frame: number) {
  const file = Buffer.from(await (await fetch(downloadUrl)).arrayBuffer());
  const path = join(server.folder, "picture.mp4");
  await writeFile(path, file);
  const chunks: Uint8Array[] = [];
  const args = [
    "-i",
    path,
    "-vf",
    `select='eq(n,${frame})'`,
    "-frames:v",
    "1",
    "-f",
    "image2pipe",
    "-c:v",
    "png",
  ];
  await runProgram(FFMPEG, [...args, "pipe:1"], { onStdout: (chunk) => void chunks.push(chunk) });
  const { data, info } = await sharp(Buffer.concat(chunks))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return { width: info.width, height: info.height, at };
}

const isRed = ([r = 0, g = 0, b = 0]: readonly number[]) => r > 200 && g < 60 && b < 60;

describe("a logo for part of the time", () => {
  const dressed = () =>
    timeline().overlay({ image: "logo.png", start: 1, end: 6.5, position: { x: 0.1, y: 0.5 }, size: 0.25 });

  it("is in the segments that it touches, and leaves the others to be shared", async () => {
    const plain = await timeline().stream();
    const stream = await dressed().stream({ render: "segments" });
    const { segments, seconds } = stream.plan.rendered!;
    const [own, theirs] = [await videoPlaylist(stream.url), await videoPlaylist(plain.url)];
    const shared = new Set(uris(theirs).map(({ uri }) => uri));
    const rendered = own.segments.filter(({ uri }) => /\/x[0-9a-f]{40}\//.test(uri));
    expect(rendered.length).toBe(segments);
    expect(own.segments.filter(({ uri }) => shared.has(uri)).length).toBe(own.segments.length - segments);
    expect(own.segments.length).toBeGreaterThan(segments);
    expect(seconds).toBeGreaterThan(5.5);
    expect(seconds).toBeLessThan(10);
    expect(own.dateRanges ?? []).toEqual([]);
  });

  it.each(["", "?form=continuous"])("plays every frame in order%s", async (form) => {
    const { url } = await dressed().stream({ render: "segments" });
    await fetchWhole(url);
    if (form) await expectPlays(url + form, cuts);
    const { downloadUrl } = await dressed().stream({ render: "segments" });
    const file = join(server.folder, "logo.mp4");
    await writeFile(file, Buffer.from(await (await fetch(downloadUrl)).arrayBuffer()));
    expect((await decodeFrames(file)).map(({ code }) => code)).toEqual(expectedCodes(cuts));
  });

  it("is where it was put, from the very frame that was asked for", async () => {
    const { downloadUrl } = await dressed().stream({ render: "segments" });
    const seen = async (frame: number) => {
      const { at, width, height } = await pictureOf(downloadUrl, frame);
      expect([width, height]).toEqual([640, 360]);
      return [at(66, 182), at(222, 258), at(128, 220)].map(isRed);
    };
    // Frames 0 to 29 come up before a second has passed, at 29.97 a second.
    expect(await seen(29)).toEqual([false, false, false]);
    expect(await seen(30)).toEqual([true, true, true]);
    const { at } = await pictureOf(downloadUrl, 60);
    expect([at(60, 220), at(228, 220), at(128, 174), at(128, 266)].some(isRed)).toBe(false);
  });
});

describe("another shape with a logo and a text", () => {
  const dressed = (user: string) =>
    timeline()
      .overlay({ image: "logo.png", position: "top-right", size: 0.3 })
      .overlay({ text: "Half <time>", position: "bottom", style: { background: "#0000ff" } })
      .reframe({ aspect: "9:16" })
      .stream({ render: "segments", user });

  it("is encoded once for all who see it", async () => {
    const before = await encoded();
    const one = await dressed("ann");
    await fetchWhole(one.url);
    const after = await encoded();
    const other = await dressed("ben");
    expect(uris(await videoPlaylist(other.url))).toEqual(uris(await videoPlaylist(one.url)));
    expect(one.plan.rendered?.ready).toBe(0);
    expect(other.plan.rendered?.ready).toBe(other.plan.rendered?.segments);
    expect(after - before).toBe(other.plan.rendered!.segments);
    await fetchWhole(other.url);
    await fetch(other.downloadUrl).then((response) => response.arrayBuffer());
    expect(await encoded()).toBe(after);
  });

  it("says its size, and has it", async () => {
    const { url, downloadUrl } = await dressed("ann");
    const index = await (await fetch(url)).text();
    expect(index).toContain("RESOLUTION=202x360");
    const { at, width, height } = await pictureOf(downloadUrl, 45);
    expect([width, height]).toEqual([202, 360]);
    // A width of 0.3, 3 percent from the top right.
    expect([at(140, 14), at(194, 38), at(168, 26)].every(isRed)).toBe(true);
    expect([at(132, 26), at(168, 6), at(168, 46)].some(isRed)).toBe(false);
    const blue = ([r = 0, g = 0, b = 0]: readonly number[]) => r < 60 && g < 60 && b > 190;
    expect(blue(at(101, 336))).toBe(true);
    expect(blue(at(101, 320))).toBe(false);
  });
});

describe("frames of a shape whose code stays to be read", () => {
  it.each([
    ["crop", { width: 480, height: 270 }],
    ["pad", { aspect: "1:1", background: "#00ff00" }],
  ] as const)("are all there in order: %s", async (fit, shape) => {
    const [, b] = cuts as [CodedCut, CodedCut, CodedCut];
    const reframe = fit === "crop" ? { ...shape, anchor: "top" as const } : { ...shape, fit };
    const { url, downloadUrl, plan } = await timeline([b]).reframe(reframe).stream({ render: "segments" });
    expect(plan.rendered!.segments).toBeGreaterThan(2);
    if (fit === "crop") await expectPlays(url, [b]);
    const { at, width, height } = await pictureOf(downloadUrl, 100);
    if (fit === "crop") return expect([width, height]).toEqual([480, 270]);
    expect(width).toBe(height);
    const [r = 0, g = 0] = at(width / 2, 10);
    expect(g - r).toBeGreaterThan(150);
  });
});

describe("what changes from frame to frame", () => {
  it("is drawn for each: a fade through a colour, and a scoreboard over the blurred picture", async () => {
    const [a] = cuts as [CodedCut, CodedCut, CodedCut];
    const cut: CodedCut = { source: a.source, from: 0, to: 120 };
    const style = { color: "#ff0000", background: "#ff0000", size: 0.1 };
    const values = [
      { at: 0, values: { n: 1 } },
      { at: 1, values: { n: 1000000 } },
    ];
    const { downloadUrl, plan } = await timeline([cut])
      .overlay({ template: "{n}", values, position: "top", style, start: 0.5 })
      .overlay({ color: "#0000ff", start: 2, end: 3, fade: { in: 0.5, out: 0.5 }, z: -1 })
      .reframe({ aspect: "9:16", fit: "pad", background: "blur" })
      .stream({ render: "segments" });
    expect(plan.rendered?.segments).toBeGreaterThan(1);
    const at = (frame: number) => pictureOf(downloadUrl, frame);
    const widthOfRed = ({ width, at }: Awaited<ReturnType<typeof pictureOf>>) =>
      Array.from({ length: width }, (_, x) => at(x, 40)).filter(isRed).length;
    const [none, short, long] = [await at(14), await at(20), await at(35)];
    expect([none.width, none.height]).toEqual([360, 640]);
    expect(widthOfRed(none)).toBe(0);
    expect(widthOfRed(short)).toBeGreaterThan(30);
    expect(widthOfRed(long)).toBeGreaterThan(widthOfRed(short) + 60);
    const blue = async (frame: number) => (await at(frame)).at(180, 320)[2] ?? 0;
    const [before, half, full, after] = [await blue(59), await blue(67), await blue(75), await blue(95)];
    expect(full).toBeGreaterThan(230);
    expect(Math.abs(half - (before + full) / 2)).toBeLessThan(40);
    expect(Math.abs(after - before)).toBeLessThan(80);
    const file = join(server.folder, "blurred.mp4");
    await writeFile(file, Buffer.from(await (await fetch(downloadUrl)).arrayBuffer()));
    expect((await decodeFrames(file)).length).toBe(120);
  });
});

describe("a video that was prepared", () => {
  it("has its whole chunks made, in every rendition, before anybody asks", async () => {
    const [a] = cuts as [CodedCut, CodedCut, CodedCut];
    const { client } = server;
    const reframe = { aspect: "4:5" };
    const overlays = [{ image: "logo.png", position: "bottom-left" as const }];
    const job = await client.videos.prepare(a.source.video.id, { reframe, overlays });
    expect((await client.jobs.done(job.id)).progress).toBe(1);
    const before = await encoded();
    const whole: CodedCut = { source: a.source, from: a.source.gopFrames, to: 4 * a.source.gopFrames };
    const dressed = timeline([whole]).overlay(overlays[0]!).reframe(reframe);
    const { url, plan } = await dressed.stream({ render: "segments" });
    expect(plan.rendered).toMatchObject({ segments: 3, ready: 3 });
    await fetchWhole(url);
    expect(await encoded()).toBe(before);
    await expect(client.videos.prepare(a.source.video.id, {})).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});

describe("what cannot be", () => {
  it("is refused: MPEG-TS, and segments that nobody published", async () => {
    await expect(
      timeline().reframe({ aspect: "9:16" }).stream({ render: "segments", container: "ts" }),
    ).rejects.toMatchObject({ code: "invalid_request" });
    const { version } = /\/m\/(?<version>[^/]+)\//.exec(
      (await videoPlaylist((await timeline().stream()).url)).segments[0]!.uri,
    )!.groups!;
    const paths = [`v360/x${"0".repeat(40)}/0-30.m4s`, "v360/x4x4/init.mp4", "v360/x99998x2/init.mp4"];
    for (const path of paths) expect((await fetch(`${server.url}/m/${version}/${path}`)).status).toBe(404);
  });
});
