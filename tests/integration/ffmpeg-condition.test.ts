import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FragmentStream, type InitTrack, iterateNalUnits, parseAvcC, parseSps } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConditionRequest, HeadSettings } from "../../packages/engine/src/seams/transcoder.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { decodeFrames } from "../kit/decode.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { transcoders } from "../kit/transcoders.ts";

const RATE = { num: 30, den: 1 };
const HIGH: HeadSettings = { setId: 1, profile: "high", level: 31, frameRate: RATE };

let folder: string;
/** GOPs of 75 frames, as fragmented MP4: one whose frames carry numbers, and others of very different content. */
const gops: Record<string, Uint8Array> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ffmpeg-condition-"));
  const coded = join(folder, "coded.mp4");
  await makeCodedSource({
    path: coded,
    sourceId: 5,
    frameRate: "30",
    seconds: 2.5,
    gopSeconds: 2.5,
    audio: null,
  });
  // The other sources say that their pixels are square: what a source says, its heads repeat.
  const square = ["-bsf:v", "h264_metadata=sample_aspect_ratio=1/1"];
  gops.coded = await fragment(["-i", coded, "-c", "copy", ...square]);
  const encode = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "75", "-color_range", "tv"];
  encode.push("-x264-params", "scenecut=0");
  const pictures = { still: "color=gray", moving: "testsrc2", noise: "nullsrc,geq=random(1)*255:128:128" };
  for (const [name, source] of Object.entries(pictures)) {
    const [generator = "", ...filters] = source.split(/(?=,)/);
    const sized = [`${generator}${generator.includes("=") ? ":" : "="}s=320x180:r=30:d=2.5`, ...filters].join(
      "",
    );
    gops[name] = await fragment(["-f", "lavfi", "-i", sized, ...encode]);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fragment(args: readonly string[]): Promise<Uint8Array> {
  const output = ["-f", "mp4", "-movflags", "+empty_moov+default_base_moof+frag_keyframe", "pipe:1"];
  return (await runProgram(FFMPEG, ["-v", "error", ...args, "-an", ...output])).stdout;
}

interface Head {
  readonly track: InitTrack;
  /** Types of the NAL units of each sample. */
  readonly types: readonly (readonly number[])[];
  readonly sync: readonly boolean[];
  readonly offsets: readonly number[];
}

function parseHead(bytes: Uint8Array): Head {
  const stream = new FragmentStream();
  const events = stream.push(bytes);
  stream.end();
  const [init, ...fragments] = events;
  if (init?.type !== "init") throw new Error("no init segment");
  const samples = fragments
    .flatMap((event) => (event.type === "fragment" ? event.tracks : []))
    .flatMap((t) => t.samples);
  return {
    track: init.init.tracks[0]!,
    types: samples.map((sample) => [...iterateNalUnits(sample.data, 4)].map((unit) => unit.type)),
    sync: samples.map((sample) => sample.sync),
    offsets: samples.map((sample) => sample.compositionOffset),
  };
}

describe.each(transcoders())("condition with $name", ({ transcoder }) => {
  const condition = (change: Partial<ConditionRequest> = {}) =>
    transcoder.condition({
      media: gops.coded!,
      first: 0,
      count: 75,
      settings: HIGH,
      urgency: "now",
      ...change,
    });

  it.each([
    [0, 75],
    [0, 1],
    [1, 2],
    [37, 38],
    [30, 15],
    [74, 1],
  ])("shows exactly the frames asked for: %i, %i of them", async (first, count) => {
    const bytes = await condition({ first, count });
    const path = join(folder, "head.mp4");
    await writeFile(path, bytes);
    expect((await decodeFrames(path)).map((frame) => frame.code)).toEqual(
      Array.from({ length: count }, (_, i) => ({ source: 5, frame: first + i })),
    );
    const { types, sync } = parseHead(bytes);
    expect(sync).toEqual(Array.from({ length: count }, (_, i) => i === 0));
    // An IDR picture, then slices of others; no SEI, no parameter sets in the samples.
    expect(types[0]).toEqual([5]);
    for (const rest of types.slice(1)) expect(new Set(rest)).toEqual(new Set([1]));
  });

  it.each([
    ["high", 31, 100],
    ["main", 30, 77],
    ["baseline", 30, 66],
  ])("gives all heads of %s the same parameter sets", async (profile, level, profileIdc) => {
    const settings: HeadSettings = { setId: 7, profile, level, frameRate: RATE };
    const sets = new Set<string>();
    for (const media of Object.values(gops)) {
      for (const count of [1, 2, 15, 60]) {
        const { track } = parseHead(await condition({ media, first: 3, count, settings }));
        sets.add(Buffer.from(track.avcC!).toString("hex"));
      }
    }
    expect([...sets]).toHaveLength(1);
    const config = parseAvcC(Buffer.from([...sets][0]!, "hex"));
    const sps = parseSps(config.sps[0]!);
    expect(sps).toMatchObject({ id: 7, profile: profileIdc, level });
  });

  it("keeps to Baseline where the source does", async () => {
    const { offsets } = parseHead(await condition({ settings: { ...HIGH, profile: "baseline" } }));
    expect(new Set(offsets).size).toBe(1);
  });

  it("fails where the media holds fewer frames, or nothing", async () => {
    await expect(condition({ first: 70, count: 10 })).rejects.toMatchObject({ code: "encoder_failed" });
    await expect(condition({ media: new Uint8Array(5000) })).rejects.toMatchObject({
      code: "encoder_failed",
    });
  });

  it("stops when it is told to", async () => {
    const aborting = new AbortController();
    const head = condition({ media: gops.noise!, signal: aborting.signal, urgency: "idle" });
    setTimeout(() => aborting.abort(), 30);
    await expect(head).rejects.toMatchObject({ code: "cancelled" });
  });
});
