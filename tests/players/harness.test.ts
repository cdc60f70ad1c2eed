import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { avOffsets, median } from "../kit/av-offset.ts";
import { type BrowserName, launch, type TestBrowser } from "../kit/browsers.ts";
import { type CodedSource, makeCodedSource } from "../kit/coded-source.ts";
import { compareToPlan, frameRange, unobservedFrames } from "../kit/compare.ts";
import { decodeFrames } from "../kit/decode.ts";
import { packPlainHls } from "../kit/plain-hls.ts";
import { openPlayer, type PlayerName, playAndObserve } from "../kit/play.ts";
import { playOnCommandLine } from "../kit/players.ts";
import { type RunningServer, serveFolder } from "../kit/serve.ts";
import { skipAloud } from "../kit/skip.ts";

/** The control of all player tests: an uncut stream by plain ffmpeg. What is lost here is not our streams' fault. */

let folder: string;
let source: CodedSource;
let server: RunningServer;
let url: string;
/** The same without sound: in ffmpeg's muxed segments sound starts before video by a varying part of an AAC frame. */
let silentUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "harness-"));
  const form = { sourceId: 6, frameRate: "30000/1001", seconds: 8 };
  source = await makeCodedSource({ ...form, path: join(folder, "source.mp4") });
  const silent = await makeCodedSource({ ...form, path: join(folder, "silent.mp4"), audio: null });
  await packPlainHls(source.path, join(folder, "sound"));
  await packPlainHls(silent.path, join(folder, "silent"));
  server = await serveFolder(folder);
  url = `${server.url}/sound/stream.m3u8`;
  silentUrl = `${server.url}/silent/stream.m3u8`;
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const browsers = new Map<string, TestBrowser>();
const missing = new Map<BrowserName, string>();
beforeAll(async () => {
  for (const [key, name, options] of [
    ["chromium", "chromium", {}],
    ["firefox", "firefox", {}],
    ["firefox with audio", "firefox", { captureAudio: true }],
  ] as const) {
    const started = await launch(name, options);
    if ("unavailable" in started) missing.set(name, started.unavailable);
    else browsers.set(key, started);
  }
});
afterAll(() => Promise.all([...browsers.values()].map((browser) => browser.close())));

function need(context: TestContext, name: BrowserName, key: string = name): TestBrowser {
  const browser = browsers.get(key);
  return browser ?? skipAloud(context, missing.get(name) ?? `${name} did not start`);
}

const combinations: readonly (readonly [BrowserName, PlayerName])[] = [
  ["chromium", "hls.js"],
  ["chromium", "shaka"],
  ["chromium", "video.js"],
  ["firefox", "hls.js"],
];

describe("uncut control", () => {
  it.for(combinations)("%s, %s: shows the source's frames and no other", async ([name, player], context) => {
    const browser = need(context, name);
    const started = performance.now();
    const seen = await playAndObserve({ browser, player, url, until: "ended", timeoutMs: 60_000 });
    const seconds = (performance.now() - started) / 1000;

    const result = compareToPlan(seen.frames, frameRange(6, 0, source.frameCount));
    console.log(
      `${browser.version} ${player}: ${result.missing.length} of ${source.frameCount} frames lost, ` +
        `${unobservedFrames(seen.frames)} unobserved, ${result.repeats} repeats, ${seen.stalls.length} stalls, ` +
        `${seconds.toFixed(1)} s for ${source.seconds.toFixed(1)} s`,
    );
    expect(seen.errors.filter((error) => error.fatal)).toEqual([]);
    expect(result.wrong).toEqual([]);
    expect(result.unreadable).toBe(0);
    expect(seen.ended).toBe(true);
    expect(seen.duration).toBeCloseTo(source.seconds, 1);
    expect(seen.sizes.map(({ width, height }) => [width, height])).toEqual([[320, 180]]);
    // Wide, for loaded machines; an idle one loses none.
    expect(result.missing.length).toBeLessThan(source.frameCount / 4);
  });
});

describe("uncut control on the command line", () => {
  it.for(["gstreamer", "mpv", "vlc"] as const)(
    "%s shows the source's frames and no other",
    async (player, context) => {
      const codes = await playOnCommandLine(player, url);
      if ("unavailable" in codes) return skipAloud(context, codes.unavailable);
      const presented = codes.map((code) => ({ code }));
      const result = compareToPlan(presented, frameRange(6, 0, source.frameCount));
      console.log(
        `${player}: ${result.missing.length} of ${source.frameCount} frames lost, ${result.repeats} repeats`,
      );
      expect(result.wrong).toEqual([]);
      expect(result.unreadable).toBe(0);
      if (player !== "vlc") expect(result).toMatchObject({ missing: [], repeats: 0 });
    },
  );

  it("ffmpeg puts out the source's frames and no other, at their times", async () => {
    const frames = await decodeFrames(url);
    expect(frames.map(({ code }) => code)).toEqual(frameRange(6, 0, source.frameCount));
    for (const [i, { pts }] of frames.entries())
      expect(pts - frames[0]!.pts).toBeCloseTo((i * 1001) / 30_000, 4);
  });
});

describe("harness", () => {
  it.for(["chromium", "firefox"] as const)("%s: starts and seeks where it is told", async (name, context) => {
    const browser = need(context, name);
    const playback = await openPlayer({ browser, player: "hls.js", url: silentUrl, startAt: 5 });
    try {
      await playback.play(5.5, 20_000);
      const { frames } = await playback.observation();
      const frameAt = (seconds: number) => Math.floor((seconds * 30_000) / 1001);
      expect(Math.abs(frames[0]!.code!.frame - frameAt(5))).toBeLessThanOrEqual(1);
      for (const seconds of [2.01, 7.51, 0.01]) {
        const frame = await playback.seek(seconds);
        expect(frame?.code, `at ${seconds} s`).toEqual({ source: 6, frame: frameAt(seconds) });
      }
      const result = compareToPlan(frames, frameRange(6, 0, source.frameCount), { partial: true });
      expect(result.wrong).toEqual([]);
    } finally {
      await playback.close();
    }
  });

  it.for([
    ["chromium", "chromium"],
    ["firefox", "firefox with audio"],
  ] as const)("%s: hears the source, steadily beside the picture", async ([name, key], context) => {
    const browser = need(context, name, key);
    const request = { browser, player: "hls.js", url, until: "ended", captureAudio: true } as const;
    const { frames, audio } = await playAndObserve(request);
    const offsets = avOffsets(frames, audio!, () => 30_000 / 1001);
    expect(offsets.length).toBeGreaterThan(source.frameCount / 2);
    const half = Math.floor(offsets.length / 2);
    const first = median(offsets.slice(0, half).map(({ seconds }) => seconds));
    const second = median(offsets.slice(half).map(({ seconds }) => seconds));
    console.log(
      `${browser.version}: sound ${(first * 1000).toFixed(0)} ms, ${(second * 1000).toFixed(0)} ms ahead`,
    );
    expect(Math.abs(first)).toBeLessThan(0.15);
    expect(Math.abs(second - first)).toBeLessThan(0.035);
  });

  it("reports a stream that is not there", async (context) => {
    const browser = need(context, "chromium");
    const request = { browser, player: "hls.js", url: `${server.url}/none.m3u8`, until: "ended" } as const;
    const playback = await openPlayer({ ...request, config: { manifestLoadPolicy: { default: NO_RETRY } } });
    try {
      await playback.play("ended", 2000);
      const { errors, frames } = await playback.observation();
      expect(frames).toEqual([]);
      expect(errors.some(({ detail, fatal }) => fatal && detail.includes("manifestLoadError"))).toBe(true);
    } finally {
      await playback.close();
    }
  });
});

const NO_RETRY = {
  maxTimeToFirstByteMs: 5000,
  maxLoadTimeMs: 5000,
  timeoutRetry: null,
  errorRetry: null,
};
