import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElementHandle, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import type { Video } from "../../packages/client/src/index.ts";
import type { CutstreamPlayer } from "../../packages/player/src/index.ts";
import { accessViolations } from "../kit/axe.ts";
import { launch, type TestBrowser, type Unavailable } from "../kit/browsers.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

/** The studio as people use it: in Chromium, from a file on their machine to a clip on the timeline. */

const MEDIA = join(import.meta.dirname, "../../examples/media");

/** Bytes, gzipped, of everything that is loaded before the player. */
const BUDGET = 200_000;

/** Milliseconds that a machine with other things to do may take for one step. */
const PATIENCE = 120_000;

/** Moments that the tests look for. */
const EVENTS = [
  { start: 2, end: 4, text: "A tramp walks by", labels: ["walk"] },
  { start: 6, end: 8.5, text: "An umbrella turns inside out", labels: ["umbrella"] },
];

let server: TestServer;
let film: Video;
/** One for all tests, which run one after another, each on a page that it closes. */
let browser: TestBrowser | Unavailable;

beforeAll(async () => {
  browser = await launch("chromium");
  if ("unavailable" in browser) return;
  // Words are enough to find what is looked for here.
  server = await startTestServer({ analyse: ["shots"], models: { embedder: { kind: "none" } } });
  const { client } = server;
  const { video } = await client.videos.ingest({ path: join(MEDIA, "sintel_excerpt.mp4"), name: "Sintel" });
  film = await client.videos.waitUntilReady(video.id);
  await client.indexes.put(film.id, "events", EVENTS);
  const [sound] = await client.indexes.analyse(film.id, ["sound"]);
  await client.jobs.done(sound?.id ?? "");
});
afterAll(async () => {
  if (!("unavailable" in browser)) await browser.close();
  await server?.close();
});

/** What went wrong on a page. */
type Complaints = readonly string[];

/** Opens the studio, does something with it, and closes it. Skips aloud where there is no Chromium. */
async function inStudio(
  context: TestContext,
  test: (page: Page, complaints: Complaints) => Promise<void>,
  address = `${server?.url}/`,
): Promise<void> {
  if ("unavailable" in browser) return skipAloud(context, browser.unavailable);
  const page = await browser.browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  try {
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(address);
    await test(page, complaints);
  } finally {
    await page.close();
  }
}

/** Waits for an element that says this, somewhere in it. */
const says = (page: Page, selector: string, text: string) =>
  page.waitForFunction(
    (where, what) => [...document.querySelectorAll(where)].some((one) => one.textContent?.includes(what)),
    {},
    selector,
    text,
  );

/** Waits until the player shows a time between two. */
const playerWithin = (page: Page, from: number, to: number) =>
  page.waitForFunction(
    (least, most) => {
      const player = document.querySelector<CutstreamPlayer>("cutstream-player");
      const time = player?.currentTime ?? -1;
      return (player?.video?.readyState ?? 0) >= 2 && time >= least && time <= most;
    },
    {},
    from,
    to,
  );

describe("with a mouse", () => {
  it("a file is uploaded, remembered, sought in, found and put on the timeline", (context) =>
    inStudio(context, async (page, complaints) => {
      await page.waitForSelector(".video-card");
      // Slow enough that its progress is seen.
      await page.emulateNetworkConditions({ upload: 300_000, download: 1e9, latency: 0 });
      const input = await page.waitForSelector("input[type=file]");
      await (input as ElementHandle<HTMLInputElement>).uploadFile(join(MEDIA, "chaplin_1910s.mp4"));
      await page.waitForFunction(() => {
        const bar = document.querySelector<HTMLProgressElement>("progress[aria-label^=Upload]");
        return bar !== null && bar.value > 0 && bar.value < 1;
      });
      await says(page, ".video-card h2", "chaplin_1910s.mp4");
      await page.emulateNetworkConditions(null);
      const card = ".video-card:first-child";
      await says(page, `${card} .tag`, "Ready");
      await page.waitForFunction(
        (where) => (document.querySelector<HTMLImageElement>(`${where} img`)?.naturalWidth ?? 0) > 0,
        {},
        card,
      );

      await page.click(`${card} h2 a`);
      await page.waitForSelector('.lane.shots [role="option"]');
      await playerWithin(page, 0, 0.1);
      const id = new URL(page.url()).hash.split("/").at(-1) ?? "";
      await server.client.indexes.put(id, "events", EVENTS);
      await page.waitForSelector('[role="listbox"][aria-label^="events"] [role="option"]');
      await page.click('[role="option"][aria-label^="An umbrella"]');
      await playerWithin(page, 5.9, 6.1);
      await says(page, ".selection h2", "An umbrella turns inside out");
      const ruler = await (await page.waitForSelector(".ruler"))?.boundingBox();
      if (!ruler) throw new Error("The ruler is not seen.");
      await page.mouse.click(ruler.x + ruler.width / 4, ruler.y + ruler.height / 2);
      await playerWithin(page, 2, 3);

      await says(page, ".video-head .button", "Search in it");
      await page.click(".video-head .actions .button");
      await page.type(".search-query", "umbrella");
      await page.keyboard.press("Enter");
      await says(page, ".moment h2", "An umbrella turns inside out");
      await page.hover(".moment .preview");
      await page.waitForFunction(() => {
        const player = document.querySelector<CutstreamPlayer>(".moment cutstream-player");
        return player !== null && !player.paused && player.currentTime > 0;
      });
      await page.click(".moment footer .button");
      await says(page, ".notices", "1 clip added to the timeline.");
      expect(complaints).toEqual([]);
    }));

  it("a video is deleted once that is confirmed, and not before", (context) =>
    inStudio(context, async (page) => {
      const { video } = await server.client.videos.ingest({
        path: join(MEDIA, "chaplin_1910s.mp4"),
        name: "Doomed",
      });
      const remove = 'button[aria-label="Delete Doomed"]';
      await page.waitForSelector(remove);
      await page.click(remove);
      await says(page, "dialog h2", "Delete Doomed?");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelector("dialog") === null);
      await page.click(remove);
      await page.waitForSelector("dialog .danger");
      await page.click("dialog .danger");
      await page.waitForFunction((where) => document.querySelector(where) === null, {}, remove);
      await expect(server.client.videos.get(video.id)).rejects.toMatchObject({ code: "video_not_found" });
    }));
});

describe("a video that could not be taken in", () => {
  it("is tried again from its card", (context) =>
    inStudio(context, async (page) => {
      const path = join(server.folder, "late.mp4");
      await writeFile(path, "not yet a film");
      const { video } = await server.client.videos.ingest({ path, name: "Late" });
      const card = `.video-card:has([href="#/videos/${video.id}"])`;
      await says(page, card, "Could not be taken in");
      await copyFile(join(MEDIA, "chaplin_1910s.mp4"), path);
      await page.click(`${card} .note .button`);
      await says(page, `${card} .tag`, "Ready");
      expect((await server.client.videos.get(video.id)).status).toBe("ready");
      await server.client.videos.delete(video.id);
    }));
});

describe("a collection", () => {
  it("is made, takes what is dropped into it, tells how to mend what is no video, and is deleted empty", (context) =>
    inStudio(context, async (page) => {
      await page.waitForSelector('button[aria-label="New collection"]');
      await page.click('button[aria-label="New collection"]');
      await page.type("dialog input", "Odds and ends");
      await page.keyboard.press("Enter");
      await says(page, "h1", "Odds and ends");
      await says(page, ".empty", "Drop video files");
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["no film at all"], "notes.mp4", { type: "video/mp4" }));
        dispatchEvent(new DragEvent("dragover", { dataTransfer, cancelable: true }));
        dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
      });
      await says(page, ".video-card", "Could not be taken in");
      const told = await page.$eval(".video-card .remedy", (remedy) => remedy.textContent);
      expect(told).toMatch(/\w{3}/);
      expect(await accessViolations(page)).toEqual([]);

      await page.click('button[aria-label="Delete notes.mp4"]');
      await page.waitForSelector("dialog .danger");
      await page.click("dialog .danger");
      await says(page, ".empty", "Drop video files");
      await page.waitForFunction(() => document.querySelector("dialog") === null);
      await (await page.waitForSelector(".collections > .button"))?.click();
      await page.waitForSelector("dialog .danger");
      await page.click("dialog .danger");
      await says(page, "h1", "All videos");
      const names = (await server.client.collections.list()).map(({ name }) => name);
      expect(names).not.toContain("Odds and ends");
    }));
});

/** Presses tab until something that fits has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const there = await page.evaluate((where) => document.activeElement?.matches(where) ?? false, selector);
    if (there) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not come to ${selector}.`);
}

describe("with the keyboard alone", () => {
  it("a moment is found in the lanes and by a search, played, and put on the timeline", (context) =>
    inStudio(context, async (page, complaints) => {
      await page.waitForSelector(".video-card h2 a");
      await tabTo(page, `.video-card h2 a[href="#/videos/${film.id}"]`);
      await page.keyboard.press("Enter");
      const lane = '[role="listbox"][aria-label^="events"]';
      await page.waitForSelector(`${lane} [role="option"]`);
      await playerWithin(page, 0, 0.1);
      await tabTo(page, lane);
      await page.keyboard.press("ArrowRight");
      await playerWithin(page, 1.9, 2.1);
      await page.keyboard.press("ArrowRight");
      await playerWithin(page, 5.9, 6.1);
      await page.waitForSelector(`${lane} [aria-selected="true"][aria-label^="An umbrella"]`);
      await page.focus("[role=slider].ruler");
      await page.keyboard.press("Home");
      await playerWithin(page, 0, 0.1);
      await page.keyboard.press("ArrowRight");
      await playerWithin(page, 0.9, 1.1);
      await tabTo(page, ".selection .primary");
      await page.keyboard.press("Enter");
      await says(page, ".notices", "1 clip added to the timeline.");

      await page.focus('.header a[href="#/search"]');
      await page.keyboard.press("Enter");
      await page.waitForSelector(".search-query");
      await tabTo(page, ".search-query");
      await page.keyboard.type("umbrella");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".moment");
      await tabTo(page, ".moment h2 a");
      await page.waitForFunction(() => {
        const player = document.querySelector<CutstreamPlayer>(".moment cutstream-player");
        return player !== null && !player.paused && player.currentTime > 0;
      });
      await tabTo(page, ".moment footer .button");
      await page.keyboard.press("Enter");
      await page.focus('.header a[href="#/timeline"]');
      await page.keyboard.press("Enter");
      await says(page, "h1", "Timeline");
      expect(complaints).toEqual([]);
    }));
});

describe("for everybody", () => {
  it.for(["light", "dark"])("no page keeps anyone out, in %s", (scheme, context) =>
    inStudio(context, async (page) => {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const pages = [
        ["#/", ".video-card"],
        [`#/videos/${film.id}`, '.lane [role="option"]'],
        ["#/search?q=umbrella", ".moment"],
      ] as const;
      for (const [hash, shown] of pages) {
        await page.goto(`${server.url}/${hash}`);
        await page.waitForSelector(shown);
        // All of the page, the player too.
        if (hash.includes("videos")) await playerWithin(page, 0, 0.1);
        expect([hash, await accessViolations(page)]).toEqual([hash, []]);
      }
    }),
  );

  it("everything before the player is small, and comes from the server alone", (context) =>
    inStudio(context, async (page) => {
      await page.waitForSelector(".video-card img");
      const loaded = await page.evaluate(() =>
        [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map(
          (entry) => {
            const { name, encodedBodySize } = entry as PerformanceResourceTiming;
            return { name, encodedBodySize };
          },
        ),
      );
      const code = loaded.filter(({ name }) => !/\/(t|v1)\//.test(name));
      const bytes = code.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
      console.log(`The studio's page and code: ${(bytes / 1000).toFixed(1)} kB in ${code.length} files.`);
      expect(bytes).toBeGreaterThan(5000);
      expect(bytes).toBeLessThan(BUDGET);
      expect(loaded.filter(({ name }) => !name.startsWith(server.url) || name.includes("player.js"))).toEqual(
        [],
      );
    }));

  it("a server that wants a key is given one, and what waited for it goes on", async (context) => {
    if ("unavailable" in browser) return skipAloud(context, browser.unavailable);
    const guarded = await startTestServer({ apiKeys: ["the-key"] });
    try {
      await inStudio(
        context,
        async (page) => {
          await page.waitForSelector("dialog input");
          expect(await accessViolations(page)).toEqual([]);
          await page.type("dialog input", "another");
          await page.keyboard.press("Enter");
          await says(page, "dialog .hint.bad", "does not know the key");
          await page.type("dialog input", "the-key");
          await page.keyboard.press("Enter");
          await says(page, ".empty", "Nothing here yet");
          expect(await page.$("dialog")).toBeNull();
        },
        `${guarded.url}/`,
      );
    } finally {
      await guarded.close();
    }
  });
});
