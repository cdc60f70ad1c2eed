import { setTimeout as pause } from "node:timers/promises";
import { collectionRow, jobRow, streamRow, videoRow } from "../../seams/catalog.fixtures.ts";
import { openSqliteCatalog } from "./sqlite-catalog.ts";

/** Writes to the catalog at `argv[2]` for ever, and prints each id once its write was acknowledged. SQLite is not fair. */
const catalog = await openSqliteCatalog({ path: process.argv[2] ?? "" });
await catalog.insertCollection(collectionRow());
for (let index = 0; ; index++) {
  await catalog.insertVideo(
    videoRow({ id: `vid${index}` }),
    jobRow({ id: `job${index}`, video: `vid${index}` }),
  );
  await catalog.insertStream(streamRow({ id: `str${index}` }));
  process.stdout.write(`${index}\n`);
  await pause(2);
}
