import type { Catalog, VideoRow } from "../seams/catalog.ts";

/** Rows that are read at a time. */
const PAGE = 500;

/** All videos of a collection, or of all, page by page. @throws CutstreamError `collection_not_found` */
export async function* videosOf(
  catalog: Pick<Catalog, "videos">,
  collection?: string,
): AsyncGenerator<VideoRow, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Catalog["videos"]>> = await catalog.videos({
      ...(collection ? { collection } : {}),
      ...(cursor !== null && { cursor }),
      limit: PAGE,
    });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
