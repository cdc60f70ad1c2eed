import { open } from "node:fs/promises";

/** Brings what was committed to stable storage a moment later. */
export interface LogSync {
  /** There is something that is not there yet. */
  soon(): void;
  /** Brings there what is not yet, and ends. */
  close(): Promise<void>;
}

/** Milliseconds after which it is brought there: whatever else is committed meanwhile comes along. */
const DELAY = 50;

/**
 * Syncs a log by a thread, so that the event loop never waits for the disk. One sync runs at a time.
 * @param sync what it failed with is left to the next commit that waits for the disk to find out.
 */
export function createLogSync(sync: () => Promise<void>): LogSync {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;

  const run = (): Promise<void> => {
    timer = undefined;
    again = false;
    running = sync()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
        if (again) schedule();
      });
    return running;
  };
  const schedule = (): void => {
    timer ??= setTimeout(run, DELAY);
  };

  return {
    soon() {
      if (running) again = true;
      else schedule();
    },
    async close() {
      await running;
      if (timer === undefined) return;
      clearTimeout(timer);
      await run();
    },
  };
}

/** Syncs the write-ahead log of a database, which is there for as long as somebody has the database open. */
export async function syncLogOf(database: string): Promise<void> {
  const log = await open(`${database}-wal`);
  try {
    await log.datasync();
  } finally {
    await log.close();
  }
}
