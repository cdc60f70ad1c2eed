/**
 * An engine to be killed: opens the folder that is its first argument, takes in the files that follow unless it has
 * videos already, says `up`, and from then on what it sees of its videos: `ready ID` once all of it could be fetched,
 * `broken ID WHY` where one is ready that cannot be.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { createEngine } from "../../packages/engine/src/engine.ts";
import { fetchAll } from "../kit/engine-client.ts";

const [dataDir = "", ...sources] = process.argv.slice(2);
const engine = await createEngine({ dataDir, publicUrl: "http://localhost:1", ingests: 2 });
if ((await engine.videos.list({})).items.length === 0) {
  for (const path of sources) await engine.videos.ingest({ source: { kind: "path", path }, ladder: [90] });
}
console.log("up");
for (;;) {
  for (const { id, status, streamUrl } of (await engine.videos.list({})).items) {
    if (status !== "ready") continue;
    try {
      await fetchAll(engine, streamUrl!);
      console.log(`ready ${id}`);
    } catch (error) {
      console.log(`broken ${id} ${error}`);
    }
  }
  await sleep(5);
}
