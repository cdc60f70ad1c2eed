import { FLICKS_PER_SECOND } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoundAnalyser } from "../../packages/engine/src/adapters/analysers/sound/sound-analyser.ts";
import type { Moment } from "../../packages/engine/src/moments/moment.ts";
import { makeContext, makeMaterial } from "../../packages/engine/src/testing/made-material.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { sharedMedia } from "../kit/media.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

/** What is found in a file's sound. */
async function hear(path: string): Promise<Moment[]> {
  const args = ["-v", "error", "-i", path, "-f", "f32le", "-ac", "2", "-ar", "48000", "-"];
  const { stdout } = await runProgram(FFMPEG, args);
  const samples = new Float32Array(new Uint8Array(stdout).buffer);
  const material = makeMaterial({ seconds: Math.ceil(samples.length / 96_000), sound: () => [samples] });
  return (await Array.fromAsync(createSoundAnalyser().analyse(material, makeContext()))).flat();
}

const peaksOf = (moments: readonly Moment[]) => moments.filter(({ labels }) => labels.includes("crowd-peak"));
const programmeOf = (moments: readonly Moment[]) =>
  moments.find(({ labels }) => labels.includes("loudness"))?.metadata;

describe("a reel of fourteen parts", () => {
  const reel = sharedMedia("derived/reel_a.mp4");
  let server: TestServer;
  let video: string;
  beforeAll(async () => {
    if (reel === undefined) return;
    server = await startTestServer();
    const { client } = server;
    ({
      video: { id: video },
    } = await client.videos.ingest({ path: reel }));
    await client.videos.waitUntilReady(video);
    const [job] = await client.indexes.analyse(video, ["sound"]);
    await client.jobs.done(job?.id ?? "");
  });
  afterAll(() => server?.close());

  test("has one cheer, at 68 s, that a filter finds", async (context) => {
    if (reel === undefined) return skipAloud(context, "the reel is not on this machine");
    const found = await server.client.retrieve({ filters: { crowd_peak: true } });
    expect(found).toHaveLength(1);
    const [cheer] = found;
    expect(cheer).toMatchObject({ index: "sound", labels: ["crowd-peak"] });
    expect(Math.abs((cheer?.startFrame ?? 0) / 25 - 68)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(Number(cheer?.metadata.peak) - 68)).toBeLessThanOrEqual(0.5);
    // it lasts until its part of the reel ends, and stands some 20 dB over the murmur before it
    expect(Math.abs((cheer?.endFrame ?? 0) / 25 - 74)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(Number(cheer?.metadata.strength) - 20)).toBeLessThanOrEqual(4);
  });

  test("has it first of what sounds like applause", async (context) => {
    if (reel === undefined) return skipAloud(context, "the reel is not on this machine");
    const [first] = await server.client.retrieve({ query: "the crowd cheers", indexes: ["sound"] });
    expect(first?.labels).toEqual(["crowd-peak"]);
  });

  test("is silent where nothing was recorded, and speaks where somebody does", async (context) => {
    if (reel === undefined) return skipAloud(context, "the reel is not on this machine");
    const list = (label: string) =>
      server.client.retrieve({ indexes: ["sound"], filters: { labels: label }, limit: 200 });
    const silences = await list("silence");
    for (const [from, to] of [
      [104, 114],
      [239.2, 249.2],
    ] as const) {
      const near = silences.filter(
        ({ startFrame, endFrame }) =>
          Math.abs(startFrame / 25 - from) < 0.1 && Math.abs(endFrame / 25 - to) < 0.1,
      );
      expect(near).toHaveLength(1);
    }
    const speech = await list("speech");
    for (const said of [55, 120, 135, 165, 198, 205, 225]) {
      const frame = said * 25;
      expect(
        speech.some(({ startFrame, endFrame }) => startFrame <= frame && frame < endFrame),
        `speech at ${said} s`,
      ).toBe(true);
    }
  });
});

describe("no crowd", () => {
  test.for([
    "speech/jfk.wav",
    "speech/debian_44k1_mono.wav",
    "speech/sonnets/p001.mp3",
    ...["en", "de", "fr", "es", "pt"].map((language) => `speech/fleurs/fleurs-${language}-000.ogg`),
    "video/manifesto_88s.mp4",
    "video/sintel_trailer-720p.mp4",
    "video/bbb_opening_30s.webm",
    "video/chaplin_1910s.mp4",
  ])("cheers in %s", async (name, context) => {
    const file = sharedMedia(name);
    if (file === undefined) return skipAloud(context, "the recording is not on this machine");
    expect(peaksOf(await hear(file))).toEqual([]);
  });
});

describe("a crowd", () => {
  test("that opens a file and dies down is a peak", async (context) => {
    const file = sharedMedia("crowd/tuxfootball_crowdcheer.wav");
    if (file === undefined) return skipAloud(context, "the recording is not on this machine");
    const [peak, ...others] = peaksOf(await hear(file));
    expect(others).toEqual([]);
    expect(peak).toMatchObject({ start: 0, metadata: { crowd_peak: true } });
    expect((peak?.end ?? 0) / FLICKS_PER_SECOND).toBeGreaterThan(5);
  });
});

describe("loudness", () => {
  test.for([
    "speech/jfk.wav",
    "crowd/tuxfootball_crowdcheer.wav",
    "video/sintel_trailer-720p.mp4",
    "video/manifesto_88s.mp4",
  ])("of %s is what ffmpeg's ebur128 measures", async (name, context) => {
    const file = sharedMedia(name);
    if (file === undefined) return skipAloud(context, "the recording is not on this machine");
    const args = ["-nostats", "-i", file, "-af", "ebur128", "-vn", "-f", "null", "-"];
    const { stderr } = await runProgram(FFMPEG, args);
    const summary = stderr.slice(stderr.lastIndexOf("Summary:"));
    const measured = (what: string) => Number(new RegExp(`${what}:\\s+(-?[\\d.]+)`).exec(summary)?.[1]);
    const whole = programmeOf(await hear(file));
    expect(Math.abs(Number(whole?.integrated_lufs) - measured("I"))).toBeLessThanOrEqual(0.11);
    expect(Math.abs(Number(whole?.loudness_range_lu) - measured("LRA"))).toBeLessThanOrEqual(1);
  });
});
