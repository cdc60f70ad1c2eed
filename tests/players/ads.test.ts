import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inBrowser } from "../kit/in-browser.ts";
import { playAndObserve } from "../kit/play.ts";
import {
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** Ads as hls.js shows them in Chromium: every frame that comes up is told by its code. */

let server: TestServer;
let film: IngestedSource;
let spot: IngestedSource;
/** Frame before which the film is broken off; no key frame. */
const BREAK = 130;
const FILM_FRAMES = 270;

beforeAll(async () => {
  server = await startTestServer();
  film = await ingestCoded(server, {
    sourceId: 1,
    frameRate: "30",
    gopSeconds: 2,
    seconds: FILM_FRAMES / 30,
  });
  spot = await ingestCoded(server, { sourceId: 2, frameRate: "25", gopSeconds: 1, seconds: 3 });
  await server.client.indexes.put(film.video.id, "shots", [
    { start: 0, end: { frame: BREAK }, metadata: { transition: "start" } },
    { start: { frame: BREAK }, end: { frame: film.frameCount }, metadata: { transition: "cut" } },
  ]);
});

afterAll(() => server?.close());

/** Frames that came up, each source's stretch by itself. */
function stretchesOf(frames: readonly { readonly source: number; readonly frame: number }[]) {
  const stretches: { source: number; frames: number[] }[] = [];
  for (const { source, frame } of frames) {
    const last = stretches.at(-1);
    if (last?.source === source) last.frames.push(frame);
    else stretches.push({ source, frames: [frame] });
  }
  return stretches;
}

describe.each(["clips", "interstitials"] as const)("an ad as %s in hls.js", (as) => {
  it("is seen from its first frame to its last, between the frames that it stands between", async (context) => {
    const stream = await server.client
      .timeline()
      .add(film.video, { start: 0, end: { frame: film.frameCount } })
      .ads({ slots: [{ at: 4 }], decide: { kind: "list", ads: [{ video: spot.video.id }] }, as })
      .stream();
    expect(stream.plan.ads?.breaks).toMatchObject([{ start: BREAK / 30, duration: 3 }]);
    await fetchWhole(stream.url);
    const until = as === "clips" ? 11.5 : 8.5;
    await inBrowser("chromium", context, async (browser) => {
      const seen = await playAndObserve({
        browser,
        player: "hls.js",
        url: stream.url,
        until,
        timeoutMs: 60_000,
      });
      expect(seen.errors.filter(({ fatal }) => fatal)).toEqual([]);
      const codes = seen.frames.flatMap(({ code }) => (code ? [code] : []));
      const stretches = stretchesOf(codes);
      expect(stretches.map(({ source }) => source)).toEqual([1, 2, 1]);
      const [before, ad, after] = stretches.map(({ frames }) => ({ first: frames[0], last: frames.at(-1) }));
      // A busy machine drops a frame now and then; none may come that does not belong there.
      // For interstitials, hls.js breaks off when it next looks at its clock: a quarter of a second, and more where
      // the machine is busy.
      const late = as === "clips" ? 0 : 20;
      expect(before!.last).toBeLessThan(BREAK + late);
      expect(before!.last).toBeGreaterThanOrEqual(BREAK - 4);
      expect(ad!.first).toBeLessThanOrEqual(3);
      expect(ad!.last).toBeGreaterThanOrEqual(spot.frameCount - 4);
      expect(after!.first).toBeGreaterThanOrEqual(BREAK);
      expect(after!.first).toBeLessThanOrEqual(BREAK + 4);
    });
  });
});
