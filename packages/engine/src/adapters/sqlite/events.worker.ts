import { workerData } from "node:worker_threads";
import type { EventStore } from "../../seams/event-store.ts";
import { type Served, serveCalls } from "../threads/serve-calls.ts";
import { openEventDatabase } from "./open-event-database.ts";

const { path } = workerData as { path: string };
let store: EventStore | undefined;

// Opened with the first call, which is told what goes wrong.
const serve =
  (task: keyof EventStore) =>
  async (input: readonly unknown[]): Promise<Served> => {
    store ??= openEventDatabase(path);
    const method = store[task] as (...input: readonly unknown[]) => Promise<unknown>;
    return { result: await method(...input) };
  };

const TASKS = [
  "append",
  "tallies",
  "viewerSums",
  "plays",
  "events",
  "countEvents",
  "deleteEvents",
  "close",
] as const satisfies (keyof EventStore)[];
serveCalls(Object.fromEntries(TASKS.map((task) => [task, serve(task)])));
