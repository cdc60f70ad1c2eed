import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MegaReport, Video } from "../../packages/client/src/index.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { decodeFrames } from "../kit/decode.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

/** A mega asset of real footage: coded sources, one for each clip, cut together. */

/** Frames of each clip; its number is that of its source. */
const LENGTHS = [40, 20, 40, 20, 40, 20];
const TITLES = ["Heat", "Heat", "Up", "Up", "Ran", "Ran"];
const TYPES = ["long", "short"];
const FRAMES = 180;
/** What is painted over clips, one after the other, so that they look unlike one another. */
const BOXES = ["x=0:w=iw/2:color=black", "x=iw/2:w=iw/2:color=white", "x=iw/4:w=iw/2:color=red"];

let server: TestServer;
let video: Video;

beforeAll(async () => {
  server = await startTestServer();
  const path = join(server.folder, "mega.mp4");
  await makeMega(server.folder, path);
  const taken = await server.client.videos.ingest({ path });
  video = await server.client.videos.waitUntilReady(taken.video.id);
});
afterAll(() => server?.close());

/** Cuts the sources together, and encodes them with key frames where they happen to fall. */
async function makeMega(folder: string, path: string): Promise<void> {
  const paths: string[] = [];
  for (const [sourceId, frames] of LENGTHS.entries()) {
    const source = join(folder, `source-${sourceId}.mp4`);
    await makeCodedSource({ path: source, sourceId, frameRate: "25", seconds: frames / 25, audio: null });
    paths.push(source);
  }
  const list = join(folder, "concat.txt");
  await writeFile(list, paths.map((source) => `file '${source}'\n`).join(""));
  let at = 0;
  const boxes = LENGTHS.map((frames, n) => {
    at += frames;
    const box = BOXES[n % BOXES.length];
    return `drawbox=${box}:y=ih/4:h=ih:t=fill:enable='between(n,${at - frames},${at - 1})'`;
  });
  const encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-g", "75", "-sc_threshold", "0"];
  const args = ["-hide_banner", "-loglevel", "error", "-y", "-f", "concat", "-safe", "0", "-i", list];
  await runProgram(FFMPEG, [...args, "-vf", boxes.join(","), ...encode, "-pix_fmt", "yuv420p", path]);
}

/** The list of the clips, all of it `slip` frames late. */
function listOf(slip = 0): string {
  let at = slip;
  const rows = LENGTHS.map((frames, n) => {
    const first = at;
    at += frames;
    // What is late runs past the end.
    return `${TITLES[n]},${TYPES[n % 2]},${first},${Math.min(at, FRAMES)}`;
  });
  return ["title,clip_type,in,out", ...rows].join("\n");
}

async function verified(mega: string, version: number): Promise<MegaReport> {
  const { client } = server;
  const job = await client.megaAssets.verify(mega, version);
  await client.jobs.done(job.id);
  return client.megaAssets.report(mega, version);
}

describe("a mega asset", () => {
  it("is verified against its picture, promoted, and cut without an encoder", async () => {
    const { client } = server;
    expect(video).toMatchObject({ frameCount: FRAMES, frameRate: "25/1" });
    await client.megaAssets.create("sizzle", { clipTypes: { long: 40, short: 20 } });
    const added = await client.megaAssets.addVersion("sizzle", {
      video: video.id,
      format: "csv",
      data: listOf(),
    });
    expect(added).toMatchObject({ version: 1, status: "draft", clips: 6, titles: 3 });
    await expect(client.megaAssets.promote("sizzle", 1)).rejects.toMatchObject({
      code: "mega_version_not_verified",
    });
    const report = await verified("sizzle", 1);
    expect(report).toMatchObject({ ok: true, errors: 0, findings: [], slip: null, shots: 6 });
    expect(await client.megaAssets.version("sizzle", 1)).toMatchObject({ status: "verified" });
    expect(await client.megaAssets.promote("sizzle", 1)).toMatchObject({ stable: 1 });

    const clips = [
      { video: video.id, start: { frame: 100 }, end: { frame: 120 } },
      { video: video.id, start: { frame: 40 }, end: { frame: 60 } },
      { video: video.id, start: { frame: 120 }, end: { frame: 160 } },
      // A long clip that stands in for a short one.
      { video: video.id, start: { frame: 60 }, end: { frame: 80 } },
    ];
    const stream = await client.timeline(clips).stream();
    const { heads } = stream.plan;
    expect(heads.total).toBeGreaterThan(0);
    expect(heads.ready).toBe(heads.total);
    const codes = (await decodeFrames(`${stream.url}?form=continuous`)).map(({ code }) => code);
    const sources = [
      { source: 3, frames: 20 },
      { source: 1, frames: 20 },
      { source: 4, frames: 40 },
      { source: 2, frames: 20 },
    ];
    expect(codes).toEqual(
      sources.flatMap(({ source, frames }) =>
        Array.from({ length: frames }, (_, frame) => ({ source, frame })),
      ),
    );
  });

  it("is cut on beats and to any length without an encoder, once it is verified", async () => {
    const { client } = server;
    let cut = 0;
    for (const [n, length] of [61, 75, 83, 94, 110].entries()) {
      await client.cadences.put("cut", {
        ...{ mega: "sizzle", length: { frames: length }, cap: 3, ties: 1 },
        slots: [{ clip: "long" }, { clip: "short" }],
        ...(n % 2 === 0 && { beats: { bpm: 90 + 20 * n } }),
      });
      const { stream, reel } = await client.reels.make({ viewer: `viewer ${n}`, cadence: "cut", version: 1 });
      const { heads } = stream.plan;
      expect({ length, ...heads }).toMatchObject({ ready: heads.total });
      cut += reel.slots.filter(({ cutBy }) => cutBy === "beat" || cutBy === "length").length;
    }
    expect(cut).toBeGreaterThan(4);
  });

  it("names each line of a list that slipped by a frame, with the frames side by side", async () => {
    const { client } = server;
    await client.megaAssets.create("slipped");
    await client.megaAssets.addVersion("slipped", { video: video.id, format: "csv", data: listOf(1) });
    const report = await verified("slipped", 1);
    expect(report).toMatchObject({ ok: false, slip: 1, errors: 11 });
    const expected = LENGTHS.flatMap((_, n) => [
      `line ${n + 2}: in is 1 frame late`,
      ...(n === 5 ? [] : [`line ${n + 2}: out is 1 frame late`]),
    ]);
    const errors = report.findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual(expected);
    const second = errors.find(({ line, edge }) => line === 3 && edge === "in");
    expect(second).toMatchObject({ title: "Heat", clipType: "short", offset: 1, listed: 41, detected: 40 });
    for (const url of [second?.pictures?.listed, second?.pictures?.detected]) {
      const answer = await fetch(url ?? "");
      expect(answer.headers.get("content-type")).toBe("image/jpeg");
      await answer.arrayBuffer();
    }
    const page = await client.megaAssets.reportPage("slipped", 1);
    expect(page).toContain("The whole list is 1 frame late.");
    expect(page).toContain(second?.pictures?.detected ?? "nowhere");
    await expect(client.megaAssets.promote("slipped", 1)).rejects.toMatchObject({
      code: "mega_version_not_verified",
    });
  });

  it("serves versions side by side, and gives its list back in every format", async () => {
    const { client } = server;
    const edl = await client.megaAssets.timecodes("sizzle", 1, "edl");
    const second = await client.megaAssets.addVersion("sizzle", {
      video: video.id,
      format: "edl",
      data: edl,
    });
    expect(second).toMatchObject({ version: 2, clips: 6, status: "draft" });
    expect(await client.megaAssets.timecodes("sizzle", 2, "fcpxml")).toContain('name="Ran | short"');
    expect(await verified("sizzle", 2)).toMatchObject({ ok: true });
    expect(await client.megaAssets.promote("sizzle", 2)).toMatchObject({ stable: 2, before: 1 });
    await expect(client.megaAssets.retire("sizzle", 2)).rejects.toMatchObject({
      code: "mega_version_in_use",
    });
    expect(await client.megaAssets.rollback("sizzle")).toMatchObject({ stable: 1, before: null });
    expect(await client.megaAssets.retire("sizzle", 2)).toMatchObject({ status: "retired" });
    await expect(client.megaAssets.promote("sizzle", 2)).rejects.toMatchObject({
      code: "mega_version_retired",
    });
    expect((await client.megaAssets.get("sizzle")).versions.map(({ status }) => status)).toEqual([
      "stable",
      "retired",
    ]);
    await expect(client.videos.delete(video.id)).rejects.toMatchObject({ code: "video_in_use" });
    const names: string[] = [];
    for await (const { name } of client.megaAssets.list()) names.push(name);
    expect(names).toEqual(["sizzle", "slipped"]);
  });

  it("refuses lists by their lines", async () => {
    const { client } = server;
    const add = (data: string, options: object = {}) =>
      client.megaAssets.addVersion("sizzle", { video: video.id, format: "csv", data, ...options });
    await expect(add("title,clip_type,in,out\nHeat,long,0,181")).rejects.toMatchObject({
      ...{ code: "invalid_timecode_list", message: expect.stringContaining("Line 2: ") },
    });
    await expect(add("", { video: "nope" })).rejects.toMatchObject({ code: "video_not_found" });
    await expect(add("x", { format: "txt" })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(client.megaAssets.report("sizzle", 9)).rejects.toMatchObject({
      code: "mega_version_not_found",
    });
  });
});
