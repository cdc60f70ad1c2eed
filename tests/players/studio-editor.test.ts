import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElementHandle, KeyInput, Page } from "puppeteer-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stream } from "../../packages/client/src/index.ts";
import type { CutstreamPlayer } from "../../packages/player/src/index.ts";
import { accessViolations } from "../kit/axe.ts";
import type { TestBrowser } from "../kit/browsers.ts";
import { inBrowser } from "../kit/in-browser.ts";
import { runSdkCode } from "../kit/run-sdk-code.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

/** The studio's timeline, as editors use it: in Chromium, from two films to a stream that plays. */

const MEDIA = join(import.meta.dirname, "../../examples/media");

/** 288 frames at 24 a second, and 241 at 25. */
const FILMS = ["sintel_excerpt.mp4", "chaplin_1910s.mp4"] as const;

let server: TestServer;
let logo: string;
let captions: string;

beforeAll(async () => {
  server = await startTestServer();
  const { client, folder } = server;
  for (const name of FILMS) {
    const { video } = await client.videos.ingest({ path: join(MEDIA, name), name });
    await client.videos.waitUntilReady(video.id);
  }
  logo = join(folder, "logo.png");
  await sharp({ create: { width: 80, height: 40, channels: 3, background: "#ff00ff" } })
    .png()
    .toFile(logo);
  captions = join(folder, "film.vtt");
  await writeFile(captions, "WEBVTT\n\n00:00.500 --> 00:04.000\nOnce upon a time\n");
});

afterAll(() => server?.close());

/** Opens the timeline, with both films on it where they are asked for. */
async function open(
  { browser }: TestBrowser,
  films: readonly string[] = FILMS,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${server.url}/#/timeline`);
  for (const [n, name] of films.entries()) {
    await openTab(page, "media");
    await press(page, `[aria-label="Add ${name}"]`);
    await page.waitForFunction((count) => document.querySelectorAll(".clip").length === count, {}, n + 1);
  }
  return { page, complaints };
}

/** Clicks what is there, or will be. */
async function press(page: Page, selector: string): Promise<void> {
  const element = await page.waitForSelector(selector);
  await element?.click();
}

/** Presses the one of these buttons that is called so. */
async function pressNamed(page: Page, selector: string, name: string): Promise<void> {
  for (const button of await page.$$(selector)) {
    if ((await button.evaluate(({ textContent }) => textContent?.trim())) === name) return button.click();
  }
  throw new Error(`No ${selector} is called ${name}.`);
}

/** Waits for an element that says this, somewhere in it. */
const says = (page: Page, selector: string, text: string) =>
  page.waitForFunction(
    (where, what) => [...document.querySelectorAll(where)].some((one) => one.textContent?.includes(what)),
    {},
    selector,
    text,
  );

const openTab = (page: Page, name: string) => press(page, `#editor-tab-${name}`);

async function keys(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const all = name.split("+") as KeyInput[];
    const last = all.pop() as KeyInput;
    for (const key of all) await page.keyboard.down(key);
    await page.keyboard.press(last);
    for (const key of all.toReversed()) await page.keyboard.up(key);
  }
}

const times = (count: number, key: string): string[] => Array.from({ length: count }, () => key);

/** Films and frames, the last one included, as the clips on the timeline say them. */
const clipsOf = (page: Page) =>
  page.$$eval(".clip", (clips) =>
    clips.map((clip) => {
      const [, title, from, to] = /: (.*)\.mp4, frames (\d+) to (\d+),/.exec(clip.textContent) ?? [];
      return `${title} ${from}-${to}`;
    }),
  );

/** The players of the preview as they are, and what stands around them. */
const lookAtPreview = (page: Page) =>
  page.evaluate(() => ({
    players: [...document.querySelectorAll<CutstreamPlayer>(".stage cutstream-player")].map(
      ({ className, currentTime, video, failure }) => {
        const { readyState, networkState, seeking, paused } = video ?? {};
        const buffered = video?.buffered.length ? video.buffered.end(0) : 0;
        return { className, currentTime, readyState, networkState, seeking, paused, buffered, failure };
      },
    ),
    status: document.querySelector(".status .tag")?.textContent ?? "",
    says: document.querySelector(".viewer")?.textContent ?? "",
    faults: [...document.querySelectorAll(".fault, .notices")].map(({ textContent }) => textContent),
  }));

/** Waits until the preview is as it should be; tells how it is where it never comes to be. */
async function untilPreview(
  page: Page,
  is: (preview: Awaited<ReturnType<typeof lookAtPreview>>) => boolean,
): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const preview = await lookAtPreview(page);
    if (is(preview)) return;
    if (Date.now() > end) throw new Error(`The preview is still ${JSON.stringify(preview)}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until what is watched is what is arranged, and a picture is there. */
const live = (page: Page) =>
  untilPreview(
    page,
    ({ status, players }) =>
      status === "Live preview" &&
      players.every(({ className }) => className !== "coming") &&
      (players[0]?.readyState ?? 0) >= 2,
  );

/** Waits until the preview's time, in seconds, is as it should be. */
const previewIs = (page: Page, is: (seconds: number) => boolean) =>
  untilPreview(page, ({ players }) =>
    players.some(({ className, currentTime }) => className === "" && is(currentTime)),
  );

const upload = async (page: Page, accept: string, path: string) => {
  const input = await page.waitForSelector(`.panels input[type=file][accept*="${accept}"]`);
  await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
};

/** The newest stream of a user. */
async function streamOf(user: string): Promise<Stream> {
  for await (const stream of server.client.streams.list({ user })) return stream;
  throw new Error(`${user} has no stream.`);
}

/** What a plan shows, frames to the last one included. */
const cutsOf = ({ plan }: Stream) =>
  plan.clips.map(({ startFrame, endFrame }) => `${startFrame}-${endFrame - 1}`);

describe("a timeline", () => {
  it("is arranged by keys to the frame, dressed, watched, published, and plays; its code makes the same", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { page, complaints } = await open(browser);
      await keys(page, "ArrowUp", ...times(10, "ArrowRight"), "[");
      await keys(page, "ArrowDown", ...times(8, "ArrowLeft"), "]");
      expect(await clipsOf(page)).toEqual(["sintel_excerpt 10-280", "chaplin_1910s 0-240"]);
      await keys(page, "ArrowUp", "Shift+>", ",", ",");
      expect(await clipsOf(page)).toEqual(["sintel_excerpt 11-278", "chaplin_1910s 0-240"]);
      await keys(page, "ArrowDown", ...times(3, "Shift+ArrowRight"), "s", "Alt+ArrowLeft");
      const halves = ["sintel_excerpt 11-278", "chaplin_1910s 30-240", "chaplin_1910s 0-29"];
      expect(await clipsOf(page)).toEqual(halves);
      await keys(page, "Control+z", "Control+z");
      expect(await clipsOf(page)).toEqual(["sintel_excerpt 11-278", "chaplin_1910s 0-240"]);
      await keys(page, "Control+Shift+Z", "Control+Shift+Z");
      expect(await clipsOf(page)).toEqual(halves);

      // The preview stands at the frame that is looked at: the first of the second clip, after 268 at 24 a second.
      await keys(page, "Home", "ArrowDown");
      await live(page);
      const cut = 268 / 24;
      await previewIs(page, (seconds) => seconds > cut && seconds < cut + 0.04);
      await keys(page, "Space");
      await previewIs(page, (seconds) => seconds > cut + 0.3);
      await keys(page, "Space", "ArrowUp");

      await openTab(page, "overlays");
      await press(page, ".adders .button");
      await page.focus(".things textarea");
      await keys(page, "Control+a");
      await page.keyboard.type("The umbrella");
      await upload(page, "image/png", logo);
      await page.waitForSelector('button.bar[aria-label^="Overlay logo.png"]');
      await openTab(page, "captions");
      await press(page, ".adders .button");
      await upload(page, "vtt", captions);
      await openTab(page, "reframe");
      await page.select(".sheet select", "9:16");
      await live(page);

      await openTab(page, "publish");
      const fields = await page.$$(".sheet form input");
      for (const [n, text] of ["2h", "ann", "highlights"].entries()) {
        await fields[n]?.click({ count: 3 });
        await page.keyboard.type(text);
      }
      await page.keyboard.press("Enter");
      await page.waitForSelector(".published .tag.good");
      const stream = await streamOf("ann");
      expect(cutsOf(stream)).toEqual(["11-278", "30-240", "0-29"]);
      expect(
        stream.plan.clips.every((clip) => clip.startErrorFrames === 0 && clip.endErrorFrames === 0),
      ).toBe(true);
      expect(stream.plan.surface).toMatchObject({
        aspect: "9:16",
        overlays: [{ kind: "text" }, { kind: "image" }],
      });
      expect(Date.parse(stream.expiresAt) - Date.parse(stream.createdAt)).toBe(2 * 3_600_000);
      const address = await page.$eval(".address input", (input) => (input as HTMLInputElement).value);
      expect(address).toBe(stream.url);
      expect(await (await fetch(address)).text()).toContain('LANGUAGE="en"');

      const code = await page.$$eval(".code-block", (blocks) =>
        blocks
          .map((block) => block.querySelector("code")?.textContent ?? "")
          .find((text) => /connect/.test(text)),
      );
      await runSdkCode((code ?? "").replace('user: "ann"', 'user: "bob"'));
      const made = await streamOf("bob");
      const { heads: _, segments: __, ...plan } = stream.plan;
      expect(made.plan).toMatchObject(plan);
      expect(made.name).toBe("highlights");

      await press(page, ".links .button");
      await page.waitForFunction(() => {
        const player = document.querySelector<CutstreamPlayer>(".published cutstream-player");
        return player !== null && !player.paused && player.currentTime > 0.3;
      });

      await page
        .browserContext()
        .overridePermissions(server.url, ["clipboard-read", "clipboard-sanitized-write"]);
      await press(page, '.published [aria-label="Copy: Address of the stream"]');
      await says(page, ".notices", "Address of the stream copied.");
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(stream.url);
      await pressNamed(page, ".published .actions .button", "Renew");
      await says(page, ".notices", "highlights lives on.");
      expect(Date.parse((await streamOf("ann")).expiresAt)).toBeGreaterThan(Date.parse(stream.expiresAt));
      await pressNamed(page, ".published .actions .button", "Revoke");
      await press(page, "dialog .danger");
      await says(page, ".published .tag", "Revoked");
      expect((await fetch(stream.url)).status).toBe(410);

      await page.reload();
      await page.waitForSelector(".clip");
      expect(await clipsOf(page)).toEqual(halves);
      expect(complaints).toEqual([]);
    }));

  it("is arranged with a mouse: edges are pulled, clips dragged, the playhead set", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { page, complaints } = await open(browser);
      const drag = async (selector: string, by: number) => {
        const box = await (await page.waitForSelector(selector))?.boundingBox();
        if (!box) throw new Error(`${selector} is not seen.`);
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x + by / 2, y, { steps: 4 });
        await page.mouse.move(x + by, y, { steps: 4 });
        await page.mouse.up();
      };
      await drag("li:nth-child(1) .edge.out", -200);
      const [pulled] = await clipsOf(page);
      const last = Number(pulled?.split("-")[1]);
      expect(last).toBeGreaterThan(150);
      expect(last).toBeLessThan(270);
      await drag("li:nth-child(1) .clip", 1200);
      expect(await clipsOf(page)).toEqual(["chaplin_1910s 0-240", pulled]);
      await keys(page, "Control+z", "Control+z");
      expect(await clipsOf(page)).toEqual(["sintel_excerpt 0-287", "chaplin_1910s 0-240"]);
      const ruler = await (await page.waitForSelector(".time-ruler"))?.boundingBox();
      await page.mouse.click((ruler?.x ?? 0) + 200, (ruler?.y ?? 0) + 10);
      const text = await page.$eval(".time-ruler", (element) => element.getAttribute("aria-valuetext"));
      expect(text).toMatch(/clip 1, frame [1-9]\d*$/);
      await live(page);
      await previewIs(page, (seconds) => seconds > 0.5);
      expect(complaints).toEqual([]);
    }));

  it("says what is wrong where it is wrong, and plays on when it is mended", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { page } = await open(browser, [FILMS[0]]);
      await openTab(page, "captions");
      await press(page, ".adders .button");
      await page.waitForFunction(() =>
        /no video of the timeline has\s+text/.test(
          document.querySelector(".things .fault")?.textContent ?? "",
        ),
      );
      expect(await page.$eval(".status .tag", (tag) => tag.textContent)).toBe("Not playable");
      await upload(page, "vtt", captions);
      await live(page);
      expect(await page.$(".fault")).toBeNull();
    }));

  it("comes from an editing system's file, to the frame", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { page, complaints } = await open(browser, [FILMS[0]]);
      const videos = await Array.fromAsync(server.client.videos.list());
      const [film] = videos.filter(({ name }) => name === FILMS[1]);
      const cut = { start: { frame: 33 }, end: { frame: 91 } };
      const file = join(server.folder, "cut.otio");
      await writeFile(
        file,
        await server.client
          .timeline()
          .add(film?.id ?? "", cut)
          .toOTIO(),
      );
      const input = await page.waitForSelector(".toolbar input[type=file]");
      await (input as ElementHandle<HTMLInputElement>).uploadFile(file);
      await page.waitForSelector("li:nth-child(2) .clip");
      expect(await clipsOf(page)).toEqual(["sintel_excerpt 0-287", "chaplin_1910s 33-90"]);
      expect(complaints).toEqual([]);
    }));

  it("that cannot be read is put aside, and one begins anew", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { page } = await open(browser, []);
      await page.waitForSelector(".editor");
      await page.evaluate(() => localStorage.setItem("cutstream-timeline", '{"version":99}'));
      await page.reload();
      await page.waitForSelector(".editor .note.bad");
      expect(await page.$eval(".editor .note.bad", (note) => note.textContent)).toContain("version 99");
      expect(await page.evaluate(() => localStorage.getItem("cutstream-timeline-unread"))).toContain("99");
    }));
});

describe("for everybody", () => {
  it.for(["light", "dark"])("the timeline keeps nobody out, in %s", (scheme, context) =>
    inBrowser("chromium", context, async (browser) => {
      const { page } = await open(browser);
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await openTab(page, "overlays");
      await press(page, ".adders .button");
      await live(page);
      await openTab(page, "publish");
      await press(page, ".sheet form .primary");
      await page.waitForSelector(".published");
      for (const name of ["media", "clip", "overlays", "captions", "reframe", "music", "publish"]) {
        await openTab(page, name);
        await page.waitForSelector(`#editor-tab-${name}[aria-selected=true]`);
        expect([name, await accessViolations(page)]).toEqual([name, []]);
      }
      await press(page, '.toolbar [aria-label="Keys"]');
      await page.waitForSelector("dialog .keys");
      expect(["keys", await accessViolations(page)]).toEqual(["keys", []]);
    }),
  );
});
