export interface EachOptions {
  /** How many at a time. */
  readonly atATime: number;
  /** Aborted: no more are begun. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does work for each of many, some at a time. Where one fails no more are begun, and those under way have ended when
 * this rejects: nothing goes on behind whoever is told.
 * @param work its signal is aborted once one has failed, or the caller's is.
 * @throws what the first of them that failed threw; an aborted signal by itself throws nothing.
 */
export async function each<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { atATime, signal }: EachOptions,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const left = iterate(items);
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const goOn = async (): Promise<void> => {
    while (!stop.aborted) {
      const next = await left.next();
      if (next.done || stop.aborted) return;
      await work(next.value, stop);
    }
  };
  await Promise.all(Array.from({ length: atATime }, () => goOn().catch((thrown) => failure.abort(thrown))));
  await left.return(undefined);
  if (failure.signal.aborted) throw failure.signal.reason;
}

/** One iterator that several take from: an async generator gives each its turn. */
async function* iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* items;
  return undefined;
}
