import { FLICKS_PER_SECOND } from "@cutstream/media";
import type { RetrieveRequest } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { MomentScope } from "../seams/moment-store.ts";

/**
 * Which moments a request is about.
 * @throws CutstreamError `collection_not_found`, `video_not_found`, `invalid_request`
 */
export async function readScope(request: RetrieveRequest, catalog: Catalog): Promise<MomentScope> {
  const { collection, videos, indexes, time, duration } = request;
  return {
    ...(collection !== undefined && { collection: await findCollection(collection, catalog) }),
    ...(videos !== undefined && { videos: await findVideos(videos, catalog) }),
    ...(indexes !== undefined && { names: indexes }),
    ...(time && { time: range("time", time.from ?? 0, time.to, "from", "to") }),
    ...(duration && { duration: least(range("duration", duration.min ?? 0, duration.max, "min", "max")) }),
  };
}

const least = ({ from, to }: { from: number; to: number }) => ({ least: from, most: to });

/** A collection by its id, else by its name. */
async function findCollection(wanted: string, catalog: Catalog): Promise<string> {
  if (await catalog.collection(wanted)) return wanted;
  const named = (await catalog.collections()).filter(({ name }) => name === wanted);
  const [found] = named;
  if (!found)
    throw new CutstreamError("collection_not_found", `There is no collection ${wanted}.`, {
      path: "collection",
    });
  if (named.length > 1) {
    const message = `${named.length} collections are named ${wanted}; give an id: ${named.map(({ id }) => id).join(", ")}.`;
    throw new CutstreamError("invalid_request", message, { path: "collection" });
  }
  return found.id;
}

async function findVideos(wanted: readonly string[], catalog: Catalog): Promise<readonly string[]> {
  const found = await catalog.videosById(wanted);
  const missing = wanted.findIndex((id) => !found.has(id));
  if (missing === -1) return wanted;
  throw new CutstreamError("video_not_found", `There is no video ${wanted[missing]}.`, {
    path: `videos[${missing}]`,
  });
}

/** Seconds to flicks; without an upper bound as far as there are numbers. */
function range(path: string, from: number, to: number | undefined, first: string, last: string) {
  if (!(from >= 0 && (to === undefined || to > from))) {
    const message = `${path}.${first} is ${from} and ${path}.${last} is ${to}: ${last} must be greater, and none negative.`;
    throw new CutstreamError("invalid_request", message, { path });
  }
  const flicks = (seconds: number) =>
    Math.min(Number.MAX_SAFE_INTEGER, Math.round(seconds * FLICKS_PER_SECOND));
  return { from: flicks(from), to: to === undefined ? Number.MAX_SAFE_INTEGER : flicks(to) };
}
