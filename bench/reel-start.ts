import { join } from "node:path";
import type { JobView } from "@cutstream/engine";
import { connect } from "../packages/client/src/index.ts";
import { openSqliteCatalog } from "../packages/engine/src/adapters/sqlite/sqlite-catalog.ts";
import { launch, type TestBrowser } from "../tests/kit/browsers.ts";
import { addMegaVersion, clipsInARow } from "../tests/kit/mega.ts";
import { serve } from "../tests/kit/serve.ts";
import type { Benchmark } from "./lib/measurement.ts";
import { BenchServer, type BenchVideo } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";
import { percentiles } from "./lib/statistics.ts";

const [CLIPS, FRAMES] = [40, 40];
/** Visits before anything is counted. */
const WARM_UP = 3;

/** What the page that is visited does when play is pressed. */
declare const press: (address: string) => Promise<number>;

/**
 * A reel of 40 clips of 40 frames in Chromium, over loopback: from the press of play to the first frame on the screen. The
 * page is open and warm; pressing opens the viewer's address (`/r/…`), so that ranking, layout, publishing, playlists,
 * init segment and first segment are all in it. Each visit is another viewer's, and the version's heads are made before,
 * as verifying it makes them. The first frame is what `requestVideoFrameCallback` tells first.
 */
export const reelStart: Benchmark = {
  name: "reel-start",
  title: "A viewer's reel, from the press of play to the first frame, in Chromium",
  async run(full) {
    const [source] = await benchSources();
    if (!source) throw new Error("There are no sources.");
    await using server = await BenchServer.start();
    const [video] = await server.ingest([source]);
    if (!video) throw new Error("The source was not taken in.");
    await storeReels(server, video);
    const browser = await launch("chromium");
    if ("unavailable" in browser) throw new Error(browser.unavailable);
    const page = await servePage(server.address);
    const client = connect({ url: server.address });
    const times: number[] = [];
    try {
      for (let n = -WARM_UP; n < (full ? 50 : 15); n++) {
        const { url } = await client.reels.address({ viewer: `viewer ${n}`, cadence: "forty" });
        const time = await visit(browser, page.url, url);
        if (n >= 0) times.push(time);
      }
    } finally {
      await page.close();
      await browser.close();
    }
    return percentiles("from the press of play to the first frame", "ms", times, { 50: 500 });
  },
};

/** A mega asset of clips side by side, whose heads are there, and a cadence. */
async function storeReels(server: BenchServer, { id, version, track }: BenchVideo): Promise<void> {
  const { frameCount, frameRate } = track.index;
  const titles = Array.from({ length: Math.floor(frameCount / FRAMES) }, (_, n) => `t${n}`);
  const catalog = await openSqliteCatalog({ path: join(server.dataDir, "catalog.sqlite") });
  await catalog.insertMegaAsset({
    ...{ id: "mega_start", name: "start", clipTypes: {}, promoted: [], createdAt: Date.now() },
  });
  const media = { video: id, media: version, frameRate };
  await addMegaVersion(catalog, "mega_start", media, clipsInARow(titles, "short", FRAMES));
  await catalog.close();
  const client = connect({ url: server.address });
  await client.cadences.put("forty", {
    ...{ mega: "start", length: { frames: CLIPS * FRAMES }, slots: [{ clip: "short" }], ties: 1 },
  });
  const times = titles.map((_, n) => ({ frame: n * FRAMES }));
  const { job } = await server.post<{ job: JobView }>(`/v1/videos/${id}/heads`, { times });
  await client.jobs.done(job.id);
}

async function visit({ browser }: TestBrowser, address: string, reel: string): Promise<number> {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    await page.waitForFunction(() => typeof press === "function");
    return await page.evaluate((url) => press(url), reel);
  } finally {
    await page.close();
  }
}

function servePage(server: string) {
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
    import "${server}/player.js";
    const player = document.createElement("cutstream-player");
    player.setAttribute("autoplay", "");
    player.setAttribute("muted", "");
    document.body.append(player);
    globalThis.press = (address) => new Promise((resolve) => {
      const pressed = performance.now();
      player.src = address;
      player.video.requestVideoFrameCallback((now) => resolve(now - pressed));
    });
  </script>`;
  return serve(async (_path, _request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(html);
  });
}
