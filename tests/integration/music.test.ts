import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MusicOptions, Stream } from "../../packages/client/src/index.ts";
import { decodeAudioTime, unwrapAudioTime } from "../kit/audio-code.ts";
import { randomCuts } from "../kit/coded-library.ts";
import { type DecodedAudio, decodeAudio } from "../kit/decode.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { seededRandom, seedOfRun } from "../kit/random.ts";
import {
  type CodedCut,
  clipsOf,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

const SEED = seedOfRun();
/** Half a frame of AAC at the lower sample rate, in seconds. */
const HALF_FRAME = 512 / 44_100;
const BED = 9;

let server: TestServer;
let sources: IngestedSource[];
let bed: IngestedSource;

beforeAll(async () => {
  console.log(`seed ${SEED}`);
  server = await startTestServer();
  sources = [
    await ingestCoded(server, { sourceId: 1, frameRate: "30", seconds: 8 }),
    await ingestCoded(server, {
      ...{ sourceId: 2, frameRate: "24000/1001", seconds: 8, gopSeconds: 1 },
      audio: { sampleRate: 44_100, channels: 2 },
    }),
  ];
  bed = await ingestCoded(server, { sourceId: BED, frameRate: "25", seconds: 24 });
});
afterAll(() => server?.close());

const cutsOf = (count: number, salt = 0) => randomCuts(sources, count, seededRandom(SEED + salt), [0.4, 1.5]);
const secondsOf = (cuts: readonly CodedCut[]): number =>
  cuts.reduce(
    (sum, { source, from, to }) => sum + ((to - from) * source.frameRate.den) / source.frameRate.num,
    0,
  );

function publish(
  cuts: readonly CodedCut[],
  music: string,
  options: MusicOptions,
  container: "fmp4" | "ts" = "fmp4",
): Promise<Stream> {
  return server.client.timeline(clipsOf(cuts)).music(music, options).stream({ container });
}

/** Seconds from one look at the sound to the next, and that a look takes. */
const HOP = 0.03;
const WINDOW = 0.05;

/**
 * Source times of the bed, each minus the time at which it is heard.
 * @param until seconds at which to stop.
 */
function offsetsOf({ samples, sampleRate, start }: DecodedAudio, until: number): number[] {
  const offsets: number[] = [];
  let near = 0;
  for (let at = 0.1; at + WINDOW < until; at += HOP) {
    const first = Math.round((at - start) * sampleRate);
    const read = decodeAudioTime(
      samples.subarray(first, first + Math.round(WINDOW * sampleRate)),
      sampleRate,
    );
    expect(read, `sound at ${at.toFixed(2)} s`).toMatchObject({ source: BED });
    const offset =
      unwrapAudioTime(read!.seconds, first / sampleRate + start + near) - first / sampleRate - start;
    offsets.push(offset);
    near = offset;
  }
  return offsets;
}

describe("music in place of the clips' own sound", () => {
  it.each([
    ["the continuous form", "fmp4", (s: Stream) => `${s.url}?form=continuous`],
    ["MPEG-TS", "ts", (s: Stream) => `${s.url}?form=continuous`],
    ["an MP4 file", "fmp4", (s: Stream) => s.downloadUrl],
    ["an M4A file", "fmp4", (s: Stream) => s.downloadUrl.replace(/mp4$/, "m4a")],
  ] as const)("runs on without a hole under 20 cuts: %s", async (_, container, urlOf) => {
    const cuts = cutsOf(20);
    const stream = await publish(cuts, bed.video.id, { start: 2 }, container);
    expect(stream.plan.audio).toEqual({ encoded: 0, ready: 0 });
    const heard = await decodeAudio(urlOf(stream));
    expect(heard.jumps).toEqual([]);
    expect(Math.abs(heard.samples.length / heard.sampleRate - secondsOf(cuts))).toBeLessThan(
      HALF_FRAME + 0.003,
    );
    const offsets = offsetsOf({ ...heard, start: 0 }, Math.min(secondsOf(cuts), 22));
    expect(offsets.length).toBeGreaterThan(500);
    for (const offset of offsets) {
      expect(Math.abs(offset - 2)).toBeLessThan(HALF_FRAME + 0.001);
      expect(Math.abs(offset - offsets[0]!)).toBeLessThan(0.001);
    }
  });

  it("shares every segment of the picture with the stream without it", async () => {
    const cuts = cutsOf(6);
    const picture = async ({ url }: Stream) => (await fetch(new URL("r/v0.m3u8", url))).text();
    const plain = await server.client.timeline(clipsOf(cuts)).stream();
    const withMusic = await publish(cuts, bed.video.id, {});
    expect(await picture(withMusic)).toBe(await picture(plain));
  });

  it("is silent where it is over", async () => {
    const cuts = cutsOf(12);
    const { downloadUrl } = await publish(cuts, bed.video.id, { start: 1, end: 4 });
    const { samples, sampleRate } = await decodeAudio(downloadUrl);
    const quiet = samples.subarray(Math.ceil((3 + 2 * HALF_FRAME + 0.03) * sampleRate));
    expect(quiet.length).toBeGreaterThan(2 * sampleRate);
    expect(quiet.every((sample) => Math.abs(sample) < 1e-4)).toBe(true);
    expect(samples.subarray(0, Math.floor(2.9 * sampleRate)).some((sample) => Math.abs(sample) > 0.1)).toBe(
      true,
    );
  });

  it("starts over where it loops", async () => {
    const cuts = cutsOf(8);
    const { downloadUrl } = await publish(cuts, bed.video.id, { start: 1, end: 3, loop: true });
    const { samples, sampleRate } = await decodeAudio(downloadUrl);
    // whole frames of it: 94 of 1024 samples are two seconds and a little
    const length = (94 * 1024) / 48_000;
    for (let at = 0.1; at + WINDOW < secondsOf(cuts); at += HOP) {
      if (at % length > length - WINDOW - 0.03 || at % length < 0.03) continue;
      const first = Math.round(at * sampleRate);
      const read = decodeAudioTime(
        samples.subarray(first, first + Math.round(WINDOW * sampleRate)),
        sampleRate,
      );
      expect(read, `sound at ${at.toFixed(2)} s`).toMatchObject({ source: BED });
      expect(Math.abs(read!.seconds - 1 - (at % length))).toBeLessThan(HALF_FRAME + 0.001);
    }
  });

  it.each(["ogg", "mp3", "m4a", "wav"])("can be a file of sound alone: %s", async (extension) => {
    const path = join(server.folder, `bed.${extension}`);
    await runProgram(FFMPEG, ["-v", "error", "-y", "-i", bed.path, "-vn", "-t", "12", path]);
    const { video } = await server.client.videos.ingest({ path });
    const ready = await server.client.videos.waitUntilReady(video.id);
    expect(ready).toMatchObject({ hasAudio: true, mode: "encode", width: 320 });
    expect(Math.abs(ready.duration! - 12)).toBeLessThan(1.5);
    const cuts = cutsOf(8);
    const heard = await decodeAudio((await publish(cuts, video.id, { start: 1 })).downloadUrl);
    const offsets = offsetsOf({ ...heard, start: 0 }, Math.min(secondsOf(cuts), 10));
    // its own encoder's delay, where the file does not tell it, is part of what was given
    const delay = extension === "mp3" ? 0.06 : 0.002;
    for (const offset of offsets) expect(Math.abs(offset - 1)).toBeLessThan(HALF_FRAME + delay);
  });
});

/** Amplitude of a steady tone in a stretch of sound. */
function toneIn({ samples, sampleRate }: DecodedAudio, hertz: number, from: number, to: number): number {
  const part = samples.subarray(Math.round(from * sampleRate), Math.round(to * sampleRate));
  let [re, im, window] = [0, 0, 0];
  part.forEach((sample, n) => {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / part.length);
    const phase = (2 * Math.PI * hertz * n) / sampleRate;
    re += weight * sample * Math.cos(phase);
    im += weight * sample * Math.sin(phase);
    window += weight;
  });
  return (2 * Math.hypot(re, im)) / window;
}
const decibels = (ratio: number): number => 20 * Math.log10(ratio);
/** Hertz of a coded source's steady tone. */
const pilot = (source: number): number => 400 + 50 * source;
/** Its amplitude, the same in all of them. */
let PILOT: number;

async function ingestMade(name: string, sound: string, seconds: number): Promise<string> {
  const path = join(server.folder, name);
  const picture = `color=c=gray:s=320x180:r=25:d=${seconds}`;
  await runProgram(FFMPEG, [
    ...["-v", "error", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-g", "25"],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-b:a", "192k", "-ac", "2", path],
  ]);
  const { video } = await server.client.videos.ingest({ path });
  return (await server.client.videos.waitUntilReady(video.id)).id;
}

describe("music that is encoded", () => {
  beforeAll(async () => {
    PILOT = toneIn(await decodeAudio(bed.path), pilot(BED), 0.3, 3);
  });

  it.each(["fmp4", "ts"] as const)(
    "is mixed with the clips' own sound, as loud as told: %s",
    async (container) => {
      const cuts = [
        { source: sources[0]!, from: 30, to: 130 },
        { source: sources[1]!, from: 12, to: 100 },
      ];
      const stream = await publish(cuts, bed.video.id, { mode: "mix", gain: -6 }, container);
      expect(Math.abs(stream.plan.audio.encoded - secondsOf(cuts))).toBeLessThan(0.03);
      const heard = await decodeAudio(`${stream.url}?form=continuous`);
      expect(heard.jumps).toEqual([]);
      for (const [from, to, own] of [
        [0.3, 3.2, 1],
        [3.5, 6.8, 2],
      ] as const) {
        expect(Math.abs(decibels(toneIn(heard, pilot(BED), from, to) / PILOT) + 6)).toBeLessThan(0.5);
        expect(Math.abs(decibels(toneIn(heard, pilot(own), from, to) / PILOT))).toBeLessThan(0.5);
      }
      const again = await server.client.streams.get(stream.id);
      expect(again.plan.audio.ready).toBe(again.plan.audio.encoded);
    },
  );

  it("in place of the clips' sound is in step with the picture, and softer", async () => {
    const cuts = cutsOf(6);
    const stream = await publish(cuts, bed.video.id, { start: 2, gain: -9 });
    const heard = await decodeAudio(stream.downloadUrl);
    expect(Math.abs(decibels(toneIn(heard, pilot(BED), 0.3, 3) / PILOT) + 9)).toBeLessThan(0.5);
    const offsets = offsetsOf({ ...heard, start: 0 }, secondsOf(cuts));
    for (const offset of offsets) {
      expect(Math.abs(offset - 2)).toBeLessThan(HALF_FRAME + 0.001);
      expect(Math.abs(offset - offsets[0]!)).toBeLessThan(0.001);
    }
  });

  it("joins its segments without a click, though each is encoded by itself", async () => {
    const tone = await ingestMade("tone.mp4", "sine=f=441:r=48000:d=14", 14);
    const cuts = cutsOf(8);
    const { samples, sampleRate } = await decodeAudio((await publish(cuts, tone, { gain: 12 })).downloadUrl);
    // what a steady tone leaves of three neighbours is nothing: a click leaves itself
    const turn = 2 * Math.cos((2 * Math.PI * 441) / sampleRate);
    let worst = 0;
    for (let n = Math.round(0.1 * sampleRate); n < samples.length - 0.1 * sampleRate; n++)
      worst = Math.max(worst, Math.abs(samples[n + 1]! - turn * samples[n]! + samples[n - 1]!));
    console.log(
      `largest click ${worst.toExponential(1)} beside a tone of ${Math.max(...samples.subarray(0, 96_000)).toFixed(2)}`,
    );
    expect(worst).toBeLessThan(0.01);
  });

  it("rises and falls where it fades", async () => {
    const cuts = [{ source: sources[0]!, from: 30, to: 210 }];
    const heard = await decodeAudio(
      (await publish(cuts, bed.video.id, { fade: { in: 2, out: 2 } })).downloadUrl,
    );
    const level = (at: number) => toneIn(heard, pilot(BED), at - 0.1, at + 0.1) / PILOT;
    for (const [at, due] of [
      [0.5, 0.25],
      [1, 0.5],
      [3, 1],
      [5, 0.5],
      [5.5, 0.25],
    ] as const)
      expect(level(at), `at ${at} s`).toBeCloseTo(due, 1);
  });

  it("sinks while the clip's own sound is heard", async () => {
    const spoken = await ingestMade(
      "spoken.mp4",
      "aevalsrc='0.3*sin(2*PI*3000*t)*between(t,3,5)':s=48000:d=9",
      9,
    );
    const timeline = server.client.timeline([{ video: spoken, start: 0.52, end: 8.6 }]);
    const stream = await timeline.music(bed.video, { mode: "mix", duck: 12 }).stream();
    const heard = await decodeAudio(stream.downloadUrl);
    const level = (from: number, to: number) => decibels(toneIn(heard, pilot(BED), from, to) / PILOT);
    expect(Math.abs(level(0.5, 1.8))).toBeLessThan(0.5);
    expect(Math.abs(level(2.9, 4.4) + 12)).toBeLessThan(0.7);
    expect(Math.abs(level(5.8, 7.8))).toBeLessThan(0.5);
  });
});
