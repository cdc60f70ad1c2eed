import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { StreamView } from "@cutstream/engine";
import { launch, type TestBrowser } from "../tests/kit/browsers.ts";
import { serve } from "../tests/kit/serve.ts";
import type { Benchmark } from "./lib/measurement.ts";
import { BenchServer } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";
import { percentile } from "./lib/statistics.ts";

/** Milliseconds. */
interface Start {
  /** From the start of the navigation to the first frame on the screen. */
  readonly fromNavigation: number;
  /** From the moment that the player is given its stream. */
  readonly fromSource: number;
}

const PLAYERS = { ours: "/ours.html", "plain hls.js": "/plain.html" } as const;
type PlayerName = keyof typeof PLAYERS;

/** Visits before anything is counted: by then the server's code is compiled and the browser has the scripts. */
const WARM_UP = 3;

/**
 * From opening a page to the first frame: in Chromium, over loopback, a stream of one clip of 720p that begins at a key
 * frame, played by `<cutstream-player>` and by plain hls.js with its own worker in a bare `<video>`. The two take
 * turns, each visit in a page of its own of one browser, whose cache has the scripts but never the stream: each visit
 * plays one that was just published. The first frame is what `requestVideoFrameCallback` tells first.
 */
export const playerStart: Benchmark = {
  name: "player-start",
  title: "From opening a page to the first frame, over loopback, in Chromium",
  async run(full) {
    const [source] = await benchSources();
    if (!source) throw new Error("There are no sources.");
    await using server = await BenchServer.start();
    const [video] = await server.ingest([source]);
    const browser = await launch("chromium");
    if ("unavailable" in browser) throw new Error(browser.unavailable);
    const pages = await servePages(server.address);
    const times: Record<PlayerName, Start[]> = { ours: [], "plain hls.js": [] };
    const names = Object.keys(PLAYERS) as PlayerName[];
    try {
      for (let n = -WARM_UP; n < (full ? 50 : 15); n++) {
        for (const name of names) {
          const start = { frame: video?.track.keys[2 + ((n + WARM_UP) % 10)] ?? 0 };
          const clips = [{ video: video?.id ?? "", start, end: { frame: start.frame + 600 } }];
          const { url } = await server.post<StreamView>("/v1/streams", {
            timeline: { clips },
            user: `${name} ${n}`,
          });
          const visit = await visitPage(
            browser,
            `${pages.url}${PLAYERS[name]}?src=${encodeURIComponent(url)}`,
          );
          if (n >= 0) times[name].push(visit);
        }
      }
    } finally {
      await pages.close();
      await browser.close();
    }
    return names.flatMap((name) => {
      const budget = name === "ours" ? { budget: 400 } : {};
      const of = (which: keyof Start, share: number) =>
        percentile(
          times[name].map((one) => one[which]),
          share,
        );
      return [
        { what: `${name}: opening the page, p50`, value: of("fromNavigation", 0.5), unit: "ms", ...budget },
        { what: `${name}: opening the page, p95`, value: of("fromNavigation", 0.95), unit: "ms" },
        { what: `${name}: given its stream, p50`, value: of("fromSource", 0.5), unit: "ms" },
        { what: `${name}: given its stream, p95`, value: of("fromSource", 0.95), unit: "ms" },
      ];
    });
  },
};

async function visitPage({ browser }: TestBrowser, address: string): Promise<Start> {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    const found = await page.waitForFunction(() => (globalThis as unknown as { start?: Start }).start, {
      polling: 50,
    });
    return (await found.jsonValue()) as Start;
  } finally {
    await page.close();
  }
}

/** Notes when the first frame of a video is up. */
const WATCH = `
  const src = new URLSearchParams(location.search).get("src");
  const watch = (video, given) => video.requestVideoFrameCallback((now) => {
    globalThis.start = { fromNavigation: now, fromSource: now - given };
  });`;

/** The two pages. Scripts may be kept by the browser, as they may on any site. */
function servePages(server: string) {
  const require = createRequire(import.meta.url);
  const html = (body: string) =>
    `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${body}`;
  const ours = html(`<script type="module">
    import "${server}/player.js";${WATCH}
    const given = performance.now();
    const player = document.createElement("cutstream-player");
    player.setAttribute("autoplay", "");
    player.setAttribute("muted", "");
    player.src = src;
    document.body.append(player);
    watch(player.video, given);
  </script>`);
  const plain =
    html(`<video muted autoplay playsinline></video><script src="/hls.js"></script><script>${WATCH}
    const given = performance.now();
    const video = document.querySelector("video");
    const hls = new Hls();
    hls.loadSource(src);
    hls.attachMedia(video);
    watch(video, given);
  </script>`);
  return serve(async (path, _request, response) => {
    if (path === "/hls.js") {
      response.setHeader("Cache-Control", "max-age=3600");
      response.setHeader("Content-Type", "text/javascript");
      response.end(await readFile(require.resolve("hls.js/dist/hls.min.js")));
    } else {
      response.setHeader("Content-Type", "text/html");
      response.end(path === PLAYERS.ours ? ours : plain);
    }
  });
}
