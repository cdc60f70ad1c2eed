import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, type TestBrowser } from "../kit/browsers.ts";
import { compareToPlan, cutIndexes } from "../kit/compare.ts";
import { catalogOf, clipsInARow, storeMega } from "../kit/mega.ts";
import { playAndObserve } from "../kit/play.ts";
import {
  expectedCodes,
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

const CLIPS = 40;
const FRAMES = 24;
const TITLES = Array.from({ length: 60 }, (_, n) => `title ${n}`);
/** What a busy machine drops, it drops elsewhere the next time; a fault of the reel comes back. */
const PLAYS = 3;

let server: TestServer;
let mega: IngestedSource;
let chromium: TestBrowser | undefined;
let absent = "";

beforeAll(async () => {
  server = await startTestServer();
  mega = await ingestCoded(server, { sourceId: 7, frameRate: "30", seconds: 48 });
  const catalog = await catalogOf(server);
  await storeMega(catalog, "autumn", mega, clipsInARow(TITLES, "short", FRAMES));
  await catalog.close();
  const started = await launch("chromium");
  if ("unavailable" in started) absent = started.unavailable;
  else chromium = started;
}, 180_000);

afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

describe("a reel of 40 clips of 24 frames", { timeout: 300_000 }, () => {
  it("plays in hls.js without a stall, and every clip begins and ends with its own frames", async ({
    skip,
  }) => {
    if (!chromium) return skip(absent);
    const cadence = {
      mega: "autumn",
      length: { frames: CLIPS * FRAMES },
      slots: [{ clip: "short" }],
      ties: 1,
    };
    await server.client.cadences.put("forty", cadence);
    const { url } = await server.client.reels.address({ viewer: "ann", cadence: "forty" });
    // Heads are there before a version is promoted; this one was promoted without.
    const { stream, reel } = await server.client.reels.make({ viewer: "ann", cadence: "forty" });
    await fetchWhole(stream.url);
    expect([reel.slots.length, reel.frames]).toEqual([CLIPS, CLIPS * FRAMES]);
    const cuts = reel.slots.map(({ frames }) => ({ source: mega, from: frames.first, to: frames.end }));
    const expected = expectedCodes(cuts);
    const edges = [0, expected.length - 1, ...cutIndexes(expected).flatMap((at) => [at - 1, at])];

    let missing: readonly number[] = edges;
    let stalls: readonly number[] = [Number.NaN];
    for (let n = 0; n < PLAYS && (missing.length > 0 || stalls.length > 0); n++) {
      const seen = await playAndObserve({
        ...{ browser: chromium, player: "hls.js", url, until: "ended", timeoutMs: 120_000 },
      });
      const compared = compareToPlan(seen.frames, expected);
      const lost = new Set(compared.missing);
      missing = missing.filter((index) => lost.has(index));
      const stood = seen.stalls.map(({ time }) => time);
      stalls = n === 0 ? stood : stalls.filter((time) => stood.some((other) => Math.abs(other - time) < 0.5));
      console.log(
        `start ${seen.frames[0]?.now.toFixed(0)} ms after the page, ${compared.missing.length} of ${expected.length} frames lost, ` +
          `${missing.length} of ${edges.length} at edges, ${seen.stalls.length} stalls`,
      );
      expect(seen.errors.filter(({ fatal }) => fatal)).toEqual([]);
      expect(seen.ended).toBe(true);
      expect({ wrong: compared.wrong, unreadable: compared.unreadable }).toEqual({
        wrong: [],
        unreadable: 0,
      });
    }
    expect({ missing, stalls }).toEqual({ missing: [], stalls: [] });
  });
});
