import { CutstreamError } from "../../errors.ts";
import type { MomentStore } from "../../seams/moment-store.ts";
import { WorkerThread } from "../threads/worker-thread.ts";
import { createStoreOverCalls } from "./moments/store.ts";
import { type CallTask, TASK_PRIORITY } from "./moments/tasks.ts";

export interface SqliteMomentStoreOptions {
  /** Path of the database file, made where there is none; `":memory:"` for one that ends with the store. */
  readonly path: string;
}

/**
 * Opens the moments in a SQLite file, in a thread of their own: a scan of a million vectors or the write of a long
 * video's moments takes no time from the event loop. Its memory is a byte for each dimension of each vector that
 * differs from all others, from the first search for vectors on, and some 40 bytes for each moment.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database, `storage_newer`,
 * `storage_full`
 */
export async function openSqliteMomentStore({ path }: SqliteMomentStoreOptions): Promise<MomentStore> {
  const thread = new WorkerThread({
    script: new URL("./moments/moments.worker.ts", import.meta.url),
    data: { path },
    failure: { code: "storage_failed", message: `The thread of the moment store at ${path} failed.` },
  });
  let closed: Promise<void> | undefined;
  const call: CallTask = async (task, ...input) => {
    if (closed) throw new CutstreamError("storage_failed", `The moment store at ${path} is closed.`);
    return thread.call(task, input, { priority: TASK_PRIORITY[task] });
  };
  const store = createStoreOverCalls(call);
  const end = async () => {
    await store.close();
    await thread.close();
  };

  try {
    // Opens the file, and reads next to nothing.
    await store.moments([]);
  } catch (error) {
    await thread.close();
    throw error;
  }
  return {
    ...store,
    close() {
      const ended = closed ?? end();
      closed = ended;
      return ended;
    },
  };
}
