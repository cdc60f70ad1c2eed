import type { VideoService } from "../api/videos.ts";
import type { Catalog } from "../seams/catalog.ts";

/** Collection of the ads that were taken in because an ad server named them. */
const ADS_COLLECTION = "ads";
/** Ads that are taken in at a time: an ad server must not fill the disk. */
const MOST_AT_A_TIME = 4;

/**
 * Takes in ads that nobody has yet, in the background, each once: in a collection of their own, under the name by which
 * they will be found.
 */
export function createTakeIn(parts: {
  readonly catalog: Pick<Catalog, "collection" | "insertCollection" | "jobs" | "videosById">;
  readonly ingest: VideoService["ingest"];
  readonly now: () => number;
}): (ad: { readonly url: string; readonly name: string }) => Promise<boolean> {
  const { catalog, ingest, now } = parts;
  const begun = new Set<string>();
  const open = async (): Promise<void> => {
    if (await catalog.collection(ADS_COLLECTION)) return;
    const row = { id: ADS_COLLECTION, name: ADS_COLLECTION, createdAt: now() };
    // Another request may have been quicker.
    await catalog.insertCollection(row).catch(async (error: unknown) => {
      if (!(await catalog.collection(ADS_COLLECTION))) throw error;
    });
  };
  const underWay = async (): Promise<number> => {
    const jobs = await catalog.jobs({ status: ["queued", "running"] });
    const videos = await catalog.videosById(
      jobs.filter(({ kind }) => kind === "ingest").map(({ video }) => video),
    );
    return [...videos.values()].filter(({ collection }) => collection === ADS_COLLECTION).length;
  };
  return async ({ url, name }) => {
    if (begun.has(name)) return true;
    if (begun.size >= MOST_AT_A_TIME) return false;
    begun.add(name);
    try {
      await open();
      if ((await underWay()) + begun.size > MOST_AT_A_TIME) return false;
      await ingest({ source: { kind: "url", url }, collection: ADS_COLLECTION, name });
      return true;
    } finally {
      // From here on the video's row says so.
      begun.delete(name);
    }
  };
}
