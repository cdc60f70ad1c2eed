import type { Catalog, VideoRow } from "../seams/catalog.ts";

/** All videos of a collection, or of all. @throws CutstreamError `collection_not_found` */
export async function allVideos(catalog: Pick<Catalog, "videos">, collection?: string): Promise<VideoRow[]> {
  const found: VideoRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await catalog.videos({
      ...(collection ? { collection } : {}),
      ...(cursor ? { cursor } : {}),
      limit: 500,
    });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return found;
}
