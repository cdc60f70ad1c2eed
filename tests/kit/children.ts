import { readdir, readFile } from "node:fs/promises";

/**
 * Names of the programs that a process has started and that still run.
 * @param pid of the process; this one by default.
 * @returns none where the system has no `/proc`.
 */
export async function childPrograms(pid: number | "self" = "self"): Promise<string[]> {
  const pids = await childPids(pid);
  const names = await Promise.all(
    pids.map((child) => readFile(`/proc/${child}/comm`, "utf8").catch(() => undefined)),
  );
  return names.flatMap((name) => (name === undefined ? [] : [name.trim()]));
}

/** Ids of the processes that a process has started and that still run. */
export async function childPids(pid: number | "self" = "self"): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")),
  );
  return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}
