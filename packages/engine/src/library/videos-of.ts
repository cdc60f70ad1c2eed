import type { Catalog, VideoRow } from "../seams/catalog.ts";

/** Rows that are read at a time. */
const PAGE = 500;

/** All videos of a collection, or of all, read page by page. @throws CutstreamError `collection_not_found` */
export async function* videosOf(
  catalog: Pick<Catalog, "videos">,
  collection?: string,
): AsyncGenerator<VideoRow, void, undefined> {
  for await (const page of videoPages(catalog, collection)) yield* page;
}

/** The pages themselves, for what is done for many videos at a time. Throws as {@link videosOf}. */
export async function* videoPages(
  catalog: Pick<Catalog, "videos">,
  collection?: string,
): AsyncGenerator<readonly VideoRow[], void, undefined> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Catalog["videos"]>> = await catalog.videos({
      ...(collection ? { collection } : {}),
      ...(cursor !== null && { cursor }),
      limit: PAGE,
    });
    yield page.items;
    cursor = page.next;
  } while (cursor !== null);
}
