import { CutstreamError } from "../errors.ts";

/** Lets one at a time work on what is made of a source: its versions, and its own bytes. */
export interface SourceLocks {
  /**
   * Waits for its turn, then does the work.
   * @param sha256 of the source.
   * @throws CutstreamError `cancelled` where the signal is aborted before it is its turn; what `work` throws.
   */
  hold<T>(sha256: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Makes locks that hold within this process. */
export function createSourceLocks(): SourceLocks {
  /** Of each source that is worked on, the end of the last one in the queue. */
  const tails = new Map<string, Promise<void>>();
  return {
    async hold(sha256, work, signal) {
      const { promise: done, resolve: release } = Promise.withResolvers<void>();
      const before = tails.get(sha256);
      const tail = before ? before.then(() => done) : done;
      tails.set(sha256, tail);
      try {
        if (before) await unlessAborted(before, signal);
        return await work();
      } finally {
        release();
        if (tails.get(sha256) === tail) tails.delete(sha256);
      }
    },
  };
}

function unlessAborted(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return turn;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () =>
    reject(new CutstreamError("cancelled", "The work was cancelled.", { cause: signal.reason }));
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  void turn.then(resolve);
  return promise.finally(() => signal.removeEventListener("abort", abort));
}
