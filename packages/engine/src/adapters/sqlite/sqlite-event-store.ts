import { CutstreamError } from "../../errors.ts";
import type { EventStore } from "../../seams/event-store.ts";
import { WorkerThread } from "../threads/worker-thread.ts";

export interface SqliteEventStoreOptions {
  /** Path of the database file, made where there is none; `":memory:"` for one that ends with the store. */
  readonly path: string;
}

/** Whoever reads waits for one write at most; closing stands behind all that was asked for before. */
const READ = 1;
const CLOSE = -1;

/**
 * Opens the events in a SQLite file of their own, in a thread of their own: a batch of a thousand, or the fsync after
 * it, takes no time from the event loop, and no reel waits for the lock.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function openSqliteEventStore({ path }: SqliteEventStoreOptions): Promise<EventStore> {
  const thread = new WorkerThread({
    script: new URL("./events.worker.ts", import.meta.url),
    data: { path },
    failure: { code: "storage_failed", message: `The thread of the event store at ${path} failed.` },
  });
  let closed: Promise<void> | undefined;
  const call = async <Task extends keyof EventStore, Result = Awaited<ReturnType<EventStore[Task]>>>(
    task: Task,
    input: Parameters<EventStore[Task]>,
    priority: number,
  ): Promise<Result> => {
    if (closed) throw new CutstreamError("storage_failed", `The event store at ${path} is closed.`);
    return thread.call<Result>(task, input, { priority });
  };
  const end = async () => {
    await thread.call("close", [], { priority: CLOSE });
    await thread.close();
  };

  try {
    // Opens the file.
    await call("events", [""], READ);
  } catch (error) {
    await thread.close();
    throw error;
  }
  return {
    append: (...input) => call("append", input, 0),
    tallies: (...input) => call("tallies", input, READ),
    viewerSums: (...input) => call("viewerSums", input, READ),
    plays: (...input) => call("plays", input, READ),
    events: (...input) => call("events", input, READ),
    countEvents: (...input) => call("countEvents", input, READ),
    deleteEvents: (...input) => call("deleteEvents", input, 0),
    close() {
      closed ??= end();
      return closed;
    },
  };
}
