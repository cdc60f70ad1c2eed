import { join } from "node:path";
import { connect } from "../../packages/client/src/index.ts";
import { openSqliteCatalog } from "../../packages/engine/src/adapters/sqlite/sqlite-catalog.ts";
import { askWhileChanging } from "../../tests/kit/changing-mega.ts";
import type { Measurement } from "../lib/measurement.ts";
import { BenchServer } from "../lib/server.ts";
import { benchSources } from "../lib/sources.ts";

const CLIENTS = 32;

/** Reels that 32 clients ask for over HTTP, while their mega asset's versions change without a pause. */
export async function measureChanging(seconds: number): Promise<Measurement[]> {
  const [source] = await benchSources();
  if (!source) throw new Error("There are no sources.");
  await using server = await BenchServer.start();
  const [video] = await server.ingest([source]);
  if (!video) throw new Error("The source was not taken in.");
  const catalog = await openSqliteCatalog({ path: join(server.dataDir, "catalog.sqlite") });
  const end = performance.now() + seconds * 1000;
  const { reels, changes, versions, failures, mixed } = await askWhileChanging({
    ...{ client: connect({ url: server.address }), catalog, clients: CLIENTS },
    media: { video: video.id, media: video.version, frameRate: { num: source.frameRate, den: 1 } },
    frames: Math.min(2000, source.seconds * source.frameRate),
    goOn: () => performance.now() < end,
  });
  await catalog.close();
  const what = `while versions change: of ${reels} reels of ${versions.size} versions, ${changes} changes,`;
  return [
    {
      what: `${what} failed`,
      value: failures.length,
      unit: "",
      budget: 0,
      note: failures.slice(0, 3).join(", "),
    },
    { what: `${what} mixed`, value: mixed.length, unit: "", budget: 0, note: mixed.slice(0, 3).join(", ") },
  ];
}
