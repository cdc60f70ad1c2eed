import type { Catalog } from "../seams/catalog.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import { deleteOlder, joinVideo } from "./index-job.ts";

/**
 * Ends what a process began that did not survive it, so that no index is left half written. Moments that somebody gave
 * were stored all or none: all take the place of those before them. What an analyser had found so far goes; its job
 * makes it anew where it goes on. For the start, when nothing runs.
 */
export async function recoverIndexes({
  catalog,
  store,
  now,
}: {
  readonly catalog: Catalog;
  readonly store: MomentStore;
  readonly now: () => number;
}): Promise<void> {
  for (const { id, video, name, analyser, moments } of await catalog.runningIndexes()) {
    const stored = (await store.momentsOf(video, name)).filter(({ index }) => index === id).length;
    // An analyser is named before it finds anything; a given index says from the start how many moments it has.
    if (analyser === null && moments > 0 && stored === moments) {
      await store.replace({ video, name, index: id });
      await catalog.updateIndex(id, { status: "ready", updatedAt: now() });
      await deleteOlder({ id, video, name }, catalog);
    } else {
      await store.deleteIndex(id);
      await catalog.deleteIndex(id);
    }
    await joinVideo(video, store);
  }
}
