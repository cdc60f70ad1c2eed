import type { Catalog, IndexRow } from "../seams/catalog.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import { deleteOlder, joinVideo } from "./index-job.ts";

/**
 * Ends what a process began that did not survive it, so that no index is left half written. Moments that somebody gave
 * were stored all or none: all take the place of those before them. What an analyser had found so far goes; its job
 * makes it anew where it goes on. For the start, when nothing runs; where other nodes may be at work, what one of them
 * could be at is left to it.
 */
export async function recoverIndexes({
  catalog,
  store,
  isShared = false,
  now,
}: {
  readonly catalog: Catalog;
  readonly store: MomentStore;
  /** Whether other nodes may be at work. Default false. */
  readonly isShared?: boolean;
  readonly now: () => number;
}): Promise<void> {
  for (const row of await catalog.runningIndexes()) {
    const { id, video, name, analyser, moments } = row;
    if (isShared && (await mayBeAtWork(row, catalog, now()))) continue;
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

/** Milliseconds that storing what somebody gave may take. */
const LONGEST_GIVEN = 600_000;

/** Whether a node may be at an index: a job for it is under way, which clears up itself, or it was begun just now. */
async function mayBeAtWork(index: IndexRow, catalog: Catalog, now: number): Promise<boolean> {
  if (now - index.updatedAt < LONGEST_GIVEN) return true;
  const open = await catalog.jobs({ video: index.video, status: ["queued", "running"] });
  return open.some(({ kind }) => kind === "index");
}
