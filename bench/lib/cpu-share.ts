import { execFileSync, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { setPriority } from "node:os";

/** Weights of nice values, from 0 on, that Linux shares a processor by (`sched_prio_to_weight`). */
const WEIGHTS = [1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15];

/** The largest share of a processor that is not above `wanted`, and the nice value that gives it beside one that never rests. */
export function niceShare(wanted: number): { readonly nice: number; readonly share: number } {
  const shares = WEIGHTS.map((weight) => weight / (weight + 1024));
  const found = shares.findIndex((share) => share <= wanted);
  const nice = found < 0 ? WEIGHTS.length - 1 : found;
  return { nice, share: shares[nice] ?? 0 };
}

/** Keeps a process with all its threads on one processor. */
export function pin(pid: number, processor: number): void {
  execFileSync("taskset", ["-a", "-p", "-c", String(processor), String(pid)], { stdio: "ignore" });
}

/**
 * Leaves a process a share of a processor: the rest goes to one that never rests.
 * @returns ends the other one, and gives the process all back.
 */
export function crowdOut(pid: number, processor: number, nice: number): () => void {
  pin(pid, processor);
  const threads = readdirSync(`/proc/${pid}/task`).map(Number);
  for (const thread of threads) setPriority(thread, nice);
  const other = spawn("taskset", ["-c", String(processor), process.execPath, "-e", "for(;;);"]);
  return () => {
    other.kill("SIGKILL");
    for (const thread of threads) setPriority(thread, 0);
  };
}
