import type { ChildProcess } from "node:child_process";

/** Kills a program that still runs, and where it leads a group of processes, all of that. */
export function killProgram(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
