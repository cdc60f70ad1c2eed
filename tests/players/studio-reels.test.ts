import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PlaybackEvent, Stream } from "../../packages/client/src/index.ts";
import { accessViolations } from "../kit/axe.ts";
import { launch, type TestBrowser, type Unavailable } from "../kit/browsers.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

/** The dashboard of reels, over what was told of a stream. */

const MEDIA = join(import.meta.dirname, "../../examples/media");
/** Milliseconds that a machine with other things to do may take for one step. */
const PATIENCE = 120_000;

let server: TestServer;
let stream: Stream;
let browser: TestBrowser | Unavailable;

beforeAll(async () => {
  browser = await launch("chromium");
  if ("unavailable" in browser) return;
  server = await startTestServer({ models: { embedder: { kind: "none" } } });
  const { client } = server;
  const { video } = await client.videos.ingest({ path: join(MEDIA, "sintel_excerpt.mp4"), name: "Sintel" });
  await client.videos.waitUntilReady(video.id);
  stream = await client.timeline().add(video, { start: 0, end: 4 }).stream({ user: "ann" });
  const told: PlaybackEvent[] = [
    { id: "1", type: "start", duration: 0.2 },
    { id: "2", type: "progress", position: 3, played: 3 },
    { id: "3", type: "stall", position: 3, duration: 1 },
    { id: "4", type: "complete" },
  ];
  expect(await client.telemetry.send(stream.url, told)).toEqual({ stored: 4, known: 0, refused: [] });
  const arms = ["control", "slow"].map((id) => ({ id, share: 0.5, overrides: {} }));
  await client.experiments.put("pace", { name: "Pace", arms });
});
afterAll(async () => {
  if (!("unavailable" in browser)) await browser.close();
  await server?.close();
});

it("what viewers do is shown, by keys, to all, in light and dark; an experiment is killed", async (context) => {
  if ("unavailable" in browser) return skipAloud(context, browser.unavailable);
  const page = await browser.browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  const says = (selector: string, text: string) =>
    page.waitForFunction(
      (where, what) => [...document.querySelectorAll(where)].some((one) => one.textContent?.includes(what)),
      {},
      selector,
      text,
    );
  try {
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(`${server.url}/#/reels`);
    await says(".reels tr", "Completed100.0 %");
    await says(".reels tr", "Watched per play3.0 s");
    await page.waitForSelector(".curve polyline");
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      expect(await accessViolations(page)).toEqual([]);
    }
    await says("option", "Pace (running)");
    await page.select(".reels-scope .field:nth-child(2) select", "pace");
    await says(".experiment th", "slow");
    await says(".reels tr", "Plays00");
    expect(await accessViolations(page)).toEqual([]);
    await page.focus(".experiment .button.danger");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog .button.danger");
    await page.focus("dialog .button.danger");
    await page.keyboard.press("Enter");
    await says(".experiment .tag", "killed");
    expect((await server.client.experiments.get("pace")).status).toBe("killed");
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
});

it("the player's page tells what becomes of the stream that it plays", async (context) => {
  if ("unavailable" in browser) return skipAloud(context, browser.unavailable);
  const { client } = server;
  const { video } = stream.plan.clips[0] ?? { video: "" };
  const told = await client.timeline().add(video, { start: 0, end: 2 }).stream({ user: "bob" });
  const page = await browser.browser.newPage();
  try {
    await page.goto(`${told.playerUrl}&muted`);
    const completed = async () => (await client.telemetry.metrics()).groups[0]?.figures.completion.count;
    await expect.poll(completed, { timeout: PATIENCE, interval: 500 }).toBe(2);
    const { figures } = (await client.telemetry.metrics()).groups[0] ?? {};
    expect(figures).toMatchObject({ plays: 2, starts: 2, errors: 0 });
  } finally {
    await page.close();
  }
});
