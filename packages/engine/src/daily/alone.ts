import type { Locks } from "../seams/locks.ts";

/** Has one of all nodes do something at a time: where another is at it, it is done already. */
export function alone<T>(locks: Locks, name: string, task: () => Promise<T>): () => Promise<T | undefined> {
  return async () => {
    const lock = await locks.tryTake(name);
    if (!lock) return undefined;
    try {
      return await task();
    } finally {
      await lock.release();
    }
  };
}
