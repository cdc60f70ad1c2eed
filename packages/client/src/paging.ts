/** One page of a list. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Walks a list page by page, asking for the next one only when it is wanted. */
export async function* eachItem<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
