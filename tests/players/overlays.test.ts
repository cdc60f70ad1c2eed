import type { ElementHandle } from "puppeteer-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { median } from "../kit/av-offset.ts";
import type { TestBrowser } from "../kit/browsers.ts";
import { dressedTimeline, OVERLAYS, uploadLogo } from "../kit/dressed-timeline.ts";
import { inBrowser } from "../kit/in-browser.ts";
import type { DressedFrame, OverlayRequest, OverlaySession } from "../kit/pages/overlay-session.ts";
import {
  type CodedCut,
  clipsOf,
  expectedCodes,
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/**
 * Overlays and reframed pictures as a real browser shows them: every frame that comes up is told by its code, and what
 * lies over it is held against what the timeline asked for.
 */

declare const overlaySession: OverlaySession;

let server: TestServer;
let sources: IngestedSource[];
let cuts: CodedCut[];

beforeAll(async () => {
  server = await startTestServer();
  sources = [
    await ingestCoded(server, { sourceId: 1, frameRate: "30000/1001", gopSeconds: 2, seconds: 12 }),
    await ingestCoded(server, {
      sourceId: 2,
      frameRate: "25",
      gopSeconds: 1,
      seconds: 12,
      width: 480,
      height: 360,
    }),
  ];
  const [a, b] = sources as [IngestedSource, IngestedSource];
  cuts = [
    { source: a, from: 17, to: 77 },
    { source: b, from: 33, to: 83 },
    { source: a, from: 150, to: 201 },
    { source: b, from: 110, to: 160 },
  ];
  await uploadLogo(server);
});

afterAll(() => server?.close());

/** The frames that the cuts are made of, each with when it is shown. */
function expectedFrames() {
  let time = 0;
  return expectedCodes(cuts).map((code) => {
    const source = sources.find(({ sourceId }) => sourceId === code.source);
    const frame = { code, time };
    time += source ? source.frameRate.den / source.frameRate.num : Number.NaN;
    return frame;
  });
}

const clips = () => clipsOf(cuts);

const dressed = () => dressedTimeline(server, cuts);

async function openPage(browser: TestBrowser, request: Omit<OverlayRequest, "module">) {
  const page = await browser.browser.newPage();
  await page.setViewport({ width: 640, height: 360 });
  await page.goto(browser.pageUrl);
  await page.addScriptTag({ type: "module", url: "/kit/pages/overlay-session.ts" });
  await page.waitForFunction(() => typeof overlaySession !== "undefined");
  await page.evaluate((value) => overlaySession.open(value), {
    ...request,
    module: `${server.url}/overlay.js`,
  });
  return page;
}

/** When each frame of the cuts is shown, by its code. */
const timesByCode = () =>
  new Map(expectedFrames().map(({ code, time }) => [`${code.source} ${code.frame}`, time]));

/**
 * Whether a later frame was on the screen by the time that a busy machine came to look at this one: the picture then
 * says nothing of it.
 */
const isReplaced = (time: number | undefined, { mediaTime }: DressedFrame) =>
  time !== undefined && time - mediaTime > 1 / 60;

/** Frames over which something lay that should not, or nothing that should; and how many could not be judged. */
function judge(frames: readonly DressedFrame[]): { faults: object[]; replaced: number } {
  const times = timesByCode();
  const faults: object[] = [];
  let replaced = 0;
  for (const frame of frames) {
    const { code, overlays, mediaTime } = frame;
    const time = times.get(`${code?.source} ${code?.frame}`);
    if (isReplaced(time, frame)) {
      replaced++;
      continue;
    }
    const due = OVERLAYS.filter(
      ({ from, to }) => time !== undefined && time >= from - 1e-6 && time < to - 1e-6,
    );
    const wanted = Object.fromEntries(due.map(({ id, text }) => [id, text]));
    if (time === undefined || JSON.stringify(wanted) !== JSON.stringify(overlays)) {
      faults.push({ code, time, mediaTime, overlays, wanted });
    }
  }
  return { faults, replaced };
}

describe.each(["hls.js", "shaka", "video.js"] as const)("%s", (player) => {
  it("shows overlays with the very frames that they were asked for, over joins, at other rates and after a seek", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { url } = await dressed().stream();
      await fetchWhole(url);
      const page = await openPage(browser, {
        player,
        url: player === "video.js" ? `${url}?form=continuous` : url,
      });
      await page.evaluate(() => overlaySession.play("ended"));
      const played = await page.evaluate(() => overlaySession.frames());
      const sought: DressedFrame[] = [];
      for (const time of [2.05, 0.2, 4.41, 1, 3.1, 6.9]) {
        sought.push(await page.evaluate((to) => overlaySession.seek(to), time));
      }
      await page.evaluate(() => overlaySession.seek(0));
      await page.evaluate(() => overlaySession.play(4.5, 2));
      const all = await page.evaluate(() => overlaySession.frames());
      const { faults, replaced } = judge(all);
      const late = median(played.map((frame) => frame.late));
      console.log(
        `${player}: ${all.length} frames, ${faults.length} wrong, ${replaced} replaced too soon; drawn ${late.toFixed(1)} ms late`,
      );
      expect(played.length).toBeGreaterThan(150);
      expect(sought.map(({ overlays }) => Object.keys(overlays).join())).toEqual([
        "overlay-0,overlay-1",
        "",
        "overlay-2",
        "overlay-0",
        "",
        "overlay-2",
      ]);
      expect(faults).toEqual([]);
      // A busy machine has replaced a frame before its picture is read; the others tell enough.
      expect(replaced).toBeLessThan(all.length / 4);
      expect(late).toBeLessThan(1000 / 30);
      expect(await page.evaluate(() => overlaySession.detach())).toMatchObject({ left: 0 });
    }));

  it("gives the picture its shape, anew for each source from its first frame on", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const timeline = server.client.timeline(clips()).reframe({ aspect: "9:16", anchor: "left" });
      const { url } = await timeline.stream();
      await fetchWhole(url);
      const page = await openPage(browser, {
        player,
        url: player === "video.js" ? `${url}?form=continuous` : url,
      });
      await page.evaluate(() => overlaySession.play("ended"));
      const frames = await page.evaluate(() => overlaySession.frames());
      expect(frames.length).toBeGreaterThan(150);
      const widths = new Map([
        [1, 202 / 640],
        [2, 202 / 480],
      ]);
      const times = timesByCode();
      const judged = frames.filter(
        (frame) => !isReplaced(times.get(`${frame.code?.source} ${frame.code?.frame}`), frame),
      );
      expect(judged.length).toBeGreaterThan(frames.length * 0.95);
      const wrong = judged.filter(({ code, window }) => {
        const width = widths.get(code?.source ?? 0) ?? Number.NaN;
        return !(
          Math.abs(window.width - width) < 0.01 &&
          Math.abs(window.x) < 0.01 &&
          Math.abs(window.height - 1) < 0.01
        );
      });
      expect(wrong).toEqual([]);
      const { left, style } = await page.evaluate(() => overlaySession.detach());
      expect([left, style]).toEqual([0, "width: 100%; height: 100%; display: block;"]);
    }));
});

describe("what is seen", () => {
  it("is the image, where it was put, as large as it was asked for, over the frame of that time", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { url } = await dressed().stream();
      const page = await openPage(browser, { player: "hls.js", url });
      await page.evaluate(() => overlaySession.seek(1));
      const magenta = await boundsOf(await page.screenshot(), (r, g, b) => r > 200 && g < 60 && b > 200);
      // 0.25 of 640 pixels wide, half as high, from (0.1, 0.6).
      expect(magenta).toEqual({ left: 64, top: 216, right: 223, bottom: 295 });
      await page.evaluate(() => overlaySession.seek(3.1));
      expect(await boundsOf(await page.screenshot(), (r, g, b) => r > 200 && g < 60 && b > 200)).toBeNull();
    }));

  it("on the player page is the same, with controls that stay whole", (context) =>
    inBrowser("chromium", context, async (browser) => {
      const { playerUrl } = await dressed()
        .reframe({ aspect: "1:1", fit: "pad", background: "blur" })
        .stream();
      const page = await browser.browser.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
      await page.goto(playerUrl);
      await page.waitForFunction(() => {
        const root = document.querySelector("cutstream-player")?.shadowRoot;
        const logo = root?.querySelector<HTMLImageElement>("[data-cutstream-layer] img");
        return logo && logo.style.visibility === "visible" && logo.complete;
      });
      const shape = await page.evaluate(() => {
        const root = document.querySelector("cutstream-player")?.shadowRoot;
        const layer = root?.querySelector("[data-cutstream-layer]")?.getBoundingClientRect();
        const bar = root?.querySelector("media-control-bar")?.getBoundingClientRect();
        return {
          aspect: layer && layer.width / layer.height,
          beside: bar && layer && bar.width / layer.width,
        };
      });
      expect(shape.aspect).toBeCloseTo(1, 2);
      expect(shape.beside).toBeCloseTo(16 / 9, 1);
      const full = await page.evaluateHandle(() =>
        document.querySelector("cutstream-player")?.shadowRoot?.querySelector("media-fullscreen-button"),
      );
      await page.hover("cutstream-player");
      await (full as ElementHandle<Element>).click();
      await page.waitForFunction(() => {
        const root = document.querySelector("cutstream-player")?.shadowRoot;
        const layer = root?.querySelector("[data-cutstream-layer]")?.getBoundingClientRect();
        return root?.fullscreenElement && layer && layer.height === window.innerHeight;
      });
      expect(complaints).toEqual([]);
    }));
});

/** The rectangle that pixels of a colour fill, in pixels, both ends included. */
async function boundsOf(png: Uint8Array, is: (r: number, g: number, b: number) => boolean) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const found: [number, number][] = [];
  for (let at = 0; at < data.length; at += 3) {
    const pixel = at / 3;
    if (is(data[at]!, data[at + 1]!, data[at + 2]!))
      found.push([pixel % info.width, Math.floor(pixel / info.width)]);
  }
  if (found.length === 0) return null;
  const [xs, ys] = [found.map(([x]) => x), found.map(([, y]) => y)];
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return { left: least(xs), top: least(ys), right: most(xs), bottom: most(ys) };
}
