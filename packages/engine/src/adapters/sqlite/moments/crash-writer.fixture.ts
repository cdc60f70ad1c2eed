import { momentRow, unit } from "../../../seams/moment-store.fixtures.ts";
import { openSqliteMomentStore } from "../sqlite-moment-store.ts";

/**
 * Writes moments to the store at `argv[2]` for ever, ten of a video at a time, and prints each video once all of its
 * writes were acknowledged.
 */
const store = await openSqliteMomentStore({ path: process.argv[2] ?? "" });
for (let n = 0; ; n++) {
  const video = `${process.pid}-${n}`;
  const ids = Array.from({ length: 10 }, (_, m) => `${video}-${m}`);
  await store.add(ids.map((id) => momentRow({ id, video, index: video, text: `video_${n}`, labels: [id] })));
  await store.setVectors(
    "use",
    ids.map((id, m) => ({ id, vector: unit(n + 1, m) })),
  );
  await store.annotate(ids.map((id) => ({ id, facts: new Map([["video", [n]]]), around: "told" })));
  process.stdout.write(`${video}\n`);
}
