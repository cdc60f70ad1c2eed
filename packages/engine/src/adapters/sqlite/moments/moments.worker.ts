import { workerData } from "node:worker_threads";
import { serveCalls } from "../../threads/serve-calls.ts";
import { MomentDatabase } from "./database.ts";
import { SqliteMoments } from "./sqlite-moments.ts";
import { runTask, TASK_PRIORITY, type Task } from "./tasks.ts";

const { path } = workerData as { path: string };
let moments: SqliteMoments | undefined;

// Opened with the first call, which is told what goes wrong.
const serve = (task: Task) => async (input: readonly unknown[]) => {
  moments ??= new SqliteMoments(new MomentDatabase(path));
  return { result: runTask(moments, task, input) };
};

serveCalls(Object.fromEntries((Object.keys(TASK_PRIORITY) as Task[]).map((task) => [task, serve(task)])));
