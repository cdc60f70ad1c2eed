import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAudioTime, unwrapAudioTime } from "../kit/audio-code.ts";
import { launch, type TestBrowser } from "../kit/browsers.ts";
import { randomCuts } from "../kit/coded-library.ts";
import { playAndObserve } from "../kit/play.ts";
import { seededRandom, seedOfRun } from "../kit/random.ts";
import {
  clipsOf,
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

const SEED = seedOfRun();
const BED = 9;
/** Seconds. */
const WINDOW = 0.04;
const HOP = 0.02;

let server: TestServer;
let sources: IngestedSource[];
let bed: IngestedSource;
let chromium: TestBrowser | undefined;
let absent = "";

beforeAll(async () => {
  console.log(`seed ${SEED}`);
  server = await startTestServer();
  sources = [
    await ingestCoded(server, { sourceId: 1, frameRate: "30", seconds: 8 }),
    await ingestCoded(server, { sourceId: 2, frameRate: "24000/1001", seconds: 8 }),
  ];
  bed = await ingestCoded(server, { sourceId: BED, frameRate: "25", seconds: 20 });
  const started = await launch("chromium");
  if ("unavailable" in started) absent = started.unavailable;
  else chromium = started;
}, 180_000);

afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

describe("music under 12 cuts", { timeout: 180_000 }, () => {
  it.for(["hls.js", "shaka"] as const)(
    "%s: is heard without a hole and never drifts",
    async (player, { skip }) => {
      if (!chromium) return skip(absent);
      const cuts = randomCuts(sources, 12, seededRandom(SEED), [0.7, 1.1]);
      const clips = clipsOf(cuts);
      const { url } = await server.client.timeline(clips).music(bed.video.id).stream();
      await fetchWhole(url);
      const { audio } = await playAndObserve({
        browser: chromium,
        player,
        url,
        until: "ended",
        captureAudio: true,
      });
      if (!audio) throw new Error("nothing was recorded");
      const { samples, sampleRate } = audio;
      const length = Math.round(WINDOW * sampleRate);
      const offsets: number[] = [];
      let silent = 0;
      for (let first = 0; first + length <= samples.length; first += Math.round(HOP * sampleRate)) {
        const read = decodeAudioTime(samples.subarray(first, first + length), sampleRate);
        if (read?.source !== BED) {
          if (offsets.length > 0) silent++;
          continue;
        }
        const at = first / sampleRate;
        offsets.push(unwrapAudioTime(read.seconds, at + (offsets.at(-1) ?? 0)) - at);
      }
      const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
      const steady = offsets.slice(10, -5);
      const seconds = offsets.length * HOP;
      console.log(
        `${player}: ${seconds.toFixed(1)} s of music heard, within ${(spread(steady) * 1000).toFixed(1)} ms, ${silent} looks without it`,
      );
      expect(seconds).toBeGreaterThan(6);
      // twelve holes, or twelve AAC frames left out, would add up to a quarter of a second
      expect(spread(steady)).toBeLessThan(0.03);
    },
  );
});
