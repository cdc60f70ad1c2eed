import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Timeline } from "../../packages/client/src/index.ts";
import { compareToPlan } from "../kit/compare.ts";
import { inBrowser } from "../kit/in-browser.ts";
import { playAndObserve } from "../kit/play.ts";
import {
  type CodedCut,
  clipsOf,
  expectedCodes,
  fetchWhole,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** Rendered segments in a player that knows nothing of us: what was drawn, and what was not, plays on as one stream. */

let server: TestServer;
let cuts: CodedCut[];

beforeAll(async () => {
  server = await startTestServer();
  const wide = { width: 640, height: 360, seconds: 7 };
  const a = await ingestCoded(server, { ...wide, sourceId: 1, frameRate: "30000/1001", gopSeconds: 2 });
  const b = await ingestCoded(server, { ...wide, sourceId: 2, frameRate: "25", gopSeconds: 5 });
  cuts = [
    { source: a, from: 17, to: 77 },
    { source: b, from: 93, to: 143 },
    { source: a, from: 150, to: 210 },
  ];
  const logo = await sharp({ create: { width: 80, height: 40, channels: 3, background: "#ff0000" } })
    .png()
    .toBuffer();
  await server.client.assets.upload(Uint8Array.from(logo), { name: "logo.png" });
});

afterAll(() => server?.close());

const timeline = (): Timeline =>
  server.client
    .timeline(clipsOf(cuts))
    // Into the middle of the first clip, and out in the middle of the second: segments of either kind follow both.
    .overlay({ image: "logo.png", start: 1.1, end: 3.1, position: { x: 0.1, y: 0.5 }, size: 0.25 });

/** Cut off at the bottom only, so that the codes at the top stay to be read. */
const low = () => timeline().reframe({ width: 640, height: 320, anchor: "top" });

describe.each([
  ["chromium", "hls.js", ""],
  ["chromium", "shaka", ""],
  ["chromium", "video.js", "?form=continuous"],
  ["firefox", "hls.js", ""],
] as const)("%s, %s%s", (name, player, form) => {
  it.for([
    ["a logo in some segments", timeline, 360],
    ["another shape and a logo in all", low, 320],
  ] as const)("shows every frame in order: %s", ([, dressed, height], context) =>
    inBrowser(name, context, async (browser) => {
      const { url } = await dressed().stream({ render: "segments" });
      await fetchWhole(url);
      const seen = await playAndObserve({ browser, player, url: url + form, until: "ended" });
      const expected = expectedCodes(cuts);
      const { wrong, missing, unreadable } = compareToPlan(seen.frames, expected);
      console.log(`${browser.version}, ${player}: ${missing.length} of ${expected.length} frames not seen`);
      expect(seen.errors.filter(({ fatal }) => fatal)).toEqual([]);
      expect({ wrong, unreadable, ended: seen.ended }).toEqual({ wrong: [], unreadable: 0, ended: true });
      // Wide, for loaded machines; an idle one loses none.
      expect(missing.length).toBeLessThan(expected.length / 4);
      expect([...new Set(seen.sizes.map((size) => size.height))]).toEqual([height]);
    }),
  );
});
