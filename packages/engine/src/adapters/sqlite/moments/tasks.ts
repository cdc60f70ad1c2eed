import type { SqliteMoments } from "./sqlite-moments.ts";

/** Methods of {@link SqliteMoments} that are called from another thread, by how urgent they are: higher goes first. */
export const TASK_PRIORITY = {
  add: 0,
  replace: 0,
  deleteIndex: 0,
  deleteVideo: 0,
  annotate: 0,
  setVectors: 0,
  keepOnlyVectors: 0,
  // whoever searches waits for one write at most
  withoutVector: 1,
  ofVideo: 1,
  overlapping: 1,
  byIds: 1,
  search: 1,
  count: 1,
  // behind all that was asked for before
  close: -1,
} as const satisfies Partial<Record<keyof SqliteMoments, number>>;

export type Task = keyof typeof TASK_PRIORITY;

/** Calls a method, here or in another thread. */
export type CallTask = <T extends Task>(
  task: T,
  ...input: Parameters<SqliteMoments[T]>
) => Promise<ReturnType<SqliteMoments[T]>>;

/** Calls a method with arguments that came as an array. */
export function runTask(moments: SqliteMoments, task: Task, input: readonly unknown[]): unknown {
  const method = moments[task] as (...input: unknown[]) => unknown;
  return method.apply(moments, [...input]);
}
