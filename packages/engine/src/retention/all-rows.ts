import type { Page } from "../seams/catalog.ts";

/** Rows read at a time. */
const PAGE = 500;

/** All rows of a list that comes in pages. */
export async function* allRows<Row>(
  list: (query: { cursor?: string; limit: number }) => Promise<Page<Row>>,
): AsyncGenerator<Row, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await list({ ...(cursor !== null && { cursor }), limit: PAGE });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
