/**
 * Does work for each of many, some at a time. Where one fails no more are begun, and those under way have ended when
 * this rejects: nothing goes on behind whoever is told.
 */
export async function each<T>(
  items: AsyncIterable<T> | Iterable<T>,
  atATime: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = iterate(items);
  let failed = false;
  const goOn = async (): Promise<void> => {
    try {
      for (let next = await left.next(); !next.done && !failed; next = await left.next())
        await work(next.value);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atATime }, goOn));
  const broken = ended.find(({ status }) => status === "rejected");
  if (broken?.status === "rejected") throw broken.reason;
}

/** One iterator that several take from: an async generator gives each its turn. */
async function* iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* items;
  return undefined;
}
