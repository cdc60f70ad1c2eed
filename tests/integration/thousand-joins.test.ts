import { parseMediaPlaylist } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareToPlan } from "../kit/compare.ts";
import { decodeAudio, decodeFrames } from "../kit/decode.ts";
import { between, seededRandom, seedOfRun } from "../kit/random.ts";
import {
  type CodedCut,
  expectedCodes,
  type IngestedSource,
  ingestCoded,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** A stream of a thousand joins between sources of different rates and sounds: nothing drifts, nothing is lost. */
const CLIPS = 1001;
const SEED = seedOfRun();
const FLICKS = 705_600_000;

let server: TestServer;
let url: string;
let cuts: CodedCut[];
let duration: number;
const sources: IngestedSource[] = [];

/** Clips of a few frames, from each source in turn, at random key frames. */
function alternate(among: readonly (IngestedSource | undefined)[]): CodedCut[] {
  const random = seededRandom(SEED);
  return Array.from({ length: CLIPS }, (_, n) => {
    const source = among[n % among.length];
    if (!source) throw new Error("no source");
    const length = between(random, 3, 9);
    const last = Math.floor((source.frameCount - length) / source.gopFrames);
    const from = source.gopFrames * between(random, 0, last);
    return { source, from, to: from + length };
  });
}

beforeAll(async () => {
  console.log(`seed ${SEED}`);
  server = await startTestServer();
  // without B-frames a clip that starts at a key frame needs no encoder, wherever it ends
  const common = { bFrames: 0, gopSeconds: 0.2, seconds: 12 };
  const requests = [
    { sourceId: 1, frameRate: "30" },
    { sourceId: 2, frameRate: "24000/1001", audio: { sampleRate: 44_100, channels: 2 } },
    { sourceId: 3, frameRate: "25" },
  ];
  for (const request of requests) sources.push(await ingestCoded(server, { ...common, ...request }));
  cuts = alternate(sources.slice(0, 2));
  const stream = await publishCuts(server, cuts);
  expect(stream.plan.heads.total).toBe(0);
  duration = stream.plan.duration;
  url = stream.url;
});
afterAll(() => server?.close());

async function segments(rendition: string) {
  return parseMediaPlaylist(await (await fetch(new URL(`r/${rendition}.m3u8`, url))).text()).segments;
}

describe("a thousand joins", () => {
  it("keep sound within half an AAC frame of the picture, at every one", async () => {
    const [video, audio] = [await segments("v0"), await segments("a0")];
    expect(audio).toHaveLength(video.length);
    expect(video.filter(({ discontinuity }) => discontinuity)).toHaveLength(CLIPS - 1);
    const halfFrame = (512 * FLICKS) / 44_100;
    let [seen, heard] = [0, 0];
    // EXTINF is rounded to the microsecond: half of one for each segment
    video.forEach((segment, n) => {
      expect(audio[n]?.discontinuity).toBe(segment.discontinuity);
      if (segment.discontinuity) expect(Math.abs(heard - seen)).toBeLessThan(halfFrame + n * 800);
      seen += segment.duration;
      heard += audio[n]?.duration ?? 0;
    });
    expect(seen / FLICKS).toBeCloseTo(duration, 3);
    expect(Math.abs(heard - seen)).toBeLessThan(2 * halfFrame);
  });

  it("lose no frame and show none twice", async () => {
    const expected = expectedCodes(cuts);
    const shown = await decodeFrames(`${url}?form=continuous`);
    const { wrong, missing, repeats, unreadable } = compareToPlan(shown, expected);
    expect({ wrong, missing, repeats, unreadable }).toEqual({
      wrong: [],
      missing: [],
      repeats: 0,
      unreadable: 0,
    });
  });

  // one sample rate: ffmpeg reads the first init segment only, and its resampler loses samples where the rate changes
  it("lose no sound", async () => {
    const { url: alike, plan } = await publishCuts(server, alternate([sources[0], sources[2]]));
    const { samples, sampleRate } = await decodeAudio(`${alike}?form=continuous`);
    expect(Math.abs(samples.length / sampleRate - plan.duration)).toBeLessThan(1024 / 48_000);
  });
});
