import { setTimeout as pause } from "node:timers/promises";
import { CutstreamError } from "../errors.ts";
import { createLocalLocks, type HeldLock, type Locks } from "../seams/locks.ts";

/** Lets one at a time work on what is made of a source: its versions, and its own bytes. */
export interface SourceLocks {
  /**
   * Waits for its turn, then does the work.
   * @param sha256 of the source.
   * @throws CutstreamError `cancelled` where the signal is aborted before it is its turn; what `work` throws.
   */
  hold<T>(sha256: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Milliseconds between two looks whether another node is done with a source. */
const AGAIN = 250;

/** Makes locks that hold on all nodes which share `locks`; default: within this process. */
export function createSourceLocks(locks: Locks = createLocalLocks()): SourceLocks {
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
        const lock = await takeInTurn(locks, `source ${sha256}`, signal);
        try {
          return await work();
        } finally {
          await lock.release();
        }
      } finally {
        release();
        if (tails.get(sha256) === tail) tails.delete(sha256);
      }
    },
  };
}

/** Waits until no other node has a lock. Within this process whoever asks has had his turn. */
async function takeInTurn(locks: Locks, name: string, signal: AbortSignal | undefined): Promise<HeldLock> {
  for (;;) {
    const lock = await locks.tryTake(name);
    if (lock) return lock;
    await pause(AGAIN, undefined, signal ? { signal } : {}).catch((cause) => {
      throw new CutstreamError("cancelled", "The work was cancelled.", { cause });
    });
  }
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
