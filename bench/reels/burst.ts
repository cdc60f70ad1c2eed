import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { openSqliteCatalog } from "../../packages/engine/src/adapters/sqlite/sqlite-catalog.ts";
import { addMegaVersion, clipsInARow } from "../../tests/kit/mega.ts";
import type { Measurement } from "../lib/measurement.ts";
import { BenchServer } from "../lib/server.ts";
import { benchSources } from "../lib/sources.ts";
import { percentiles } from "../lib/statistics.ts";

const CONNECTIONS = 64;
const FRAMES = 40;

/**
 * Viewers who come all at once, each another one: `GET /r/{viewer}/{cadence}.m3u8` and the multivariant playlist that it
 * leads to, over 64 kept connections to the server in a process of its own. Errors are all answers but those.
 */
export async function measureBurst(viewers: number): Promise<Measurement[]> {
  const [source] = await benchSources();
  if (!source) throw new Error("There are no sources.");
  await using server = await BenchServer.start();
  const [video] = await server.ingest([source]);
  if (!video) throw new Error("The source was not taken in.");
  const titles = Array.from(
    { length: Math.floor((source.seconds * source.frameRate) / FRAMES) },
    (_, n) => `t${n}`,
  );
  const catalog = await openSqliteCatalog({ path: join(server.dataDir, "catalog.sqlite") });
  await catalog.insertMegaAsset({
    ...{ id: "mega_burst", name: "burst", clipTypes: {}, promoted: [], createdAt: Date.now() },
  });
  const media = { video: video.id, media: video.version, frameRate: { num: source.frameRate, den: 1 } };
  await addMegaVersion(catalog, "mega_burst", media, clipsInARow(titles, "short", FRAMES));
  await catalog.putCadence({
    ...{ id: "burst", createdAt: Date.now(), updatedAt: Date.now() },
    cadence: { mega: "burst", length: { frames: 40 * FRAMES }, slots: [{ clip: "short" }], ties: 1 },
  });
  await catalog.close();

  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  const errors = new Map<string, number>();
  const play = async (n: number): Promise<void> => {
    const begun = performance.now();
    const redirect = await fetchText(`${server.address}/r/viewer-${n}/burst.m3u8`, agent);
    const { location } = redirect.headers;
    const playlist = location === undefined ? redirect : await fetchText(location, agent);
    const failed = playlist.status === 200 && playlist.text.startsWith("#EXTM3U") ? undefined : playlist;
    if (failed) errors.set(String(failed.status), (errors.get(String(failed.status)) ?? 0) + 1);
    times.push(performance.now() - begun);
  };
  for (let n = 0; n < 400; n++) await play(-1 - n);
  const before = await server.usage();
  times.length = 0;
  errors.clear();
  const begun = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < viewers) {
      const viewer = next++;
      await play(viewer).catch((error: Error) =>
        errors.set(error.message, (errors.get(error.message) ?? 0) + 1),
      );
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - begun) / 1000;
  const after = await server.usage();
  agent.destroy();
  const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
  return [
    {
      ...{
        what: `errors of ${viewers.toLocaleString("en")} distinct viewers`,
        value: failed,
        unit: "",
        budget: 0,
      },
      note: [...errors].map(([what, count]) => `${count} × ${what}`).join(", "),
    },
    { what: "viewers a second, client and server on one machine", value: viewers / seconds, unit: "" },
    { what: "CPU of the server per viewer", value: (after.cpu - before.cpu) / viewers / 1000, unit: "ms" },
    { what: "most memory that the server had", value: after.peakRss / 1024, unit: "MiB" },
    ...percentiles(`a viewer's reel and its playlist, ${CONNECTIONS} at a time`, "ms", times),
  ];
}

async function fetchText(url: string, agent: Agent) {
  const [response] = (await once(get(url, { agent }), "response")) as [IncomingMessage];
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}
