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
}, 120_000);
afterAll(() => server?.close());

const cutsOf = (count: number, salt = 0) => randomCuts(sources, count, seededRandom(SEED + salt), [0.4, 1.5]);
const clipsOf = (cuts: readonly CodedCut[]) =>
  cuts.map(({ source, from, to }) => ({
    video: source.video.id,
    start: { frame: from },
    end: { frame: to },
  }));
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
const HOP = 0.02;
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

describe("music in place of the clips' own sound", { timeout: 120_000 }, () => {
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
