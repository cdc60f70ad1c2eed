import { CutstreamError } from "../errors.ts";

/** @throws CutstreamError `cancelled`, with the signal's reason as cause, once it is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal);
}

/**
 * Reads the chunks of a blob's body one at a time, and stops as soon as the signal is aborted, even where the source
 * hangs. The source is told to end either way.
 * @throws CutstreamError `cancelled`, and whatever the source throws, as it is.
 */
export async function* chunksOf(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  throwIfCancelled(signal);
  if (body instanceof Uint8Array) {
    yield body;
    return;
  }
  const source = body[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await unlessAborted(source.next(), signal);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
      throwIfCancelled(signal);
    }
  } finally {
    // Not awaited: a generator that hangs answers only once it goes on.
    if (!ended) source.return?.().then(undefined, () => undefined);
  }
}

/** One listener a chunk: racing one promise for the whole body would keep every chunk alive until its end. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

const cancelled = (signal: AbortSignal): CutstreamError =>
  signal.reason instanceof CutstreamError
    ? signal.reason
    : new CutstreamError("cancelled", "Storing was cancelled.", { cause: signal.reason });
