/** What a process has used since it started. */
export interface Usage {
  /** Microseconds of CPU, user and system, of the process itself. */
  readonly cpu: number;
  /** The same of its children that have ended: encoders. */
  readonly childCpu: number;
  /** Most memory that it had at a time, in KiB. */
  readonly peakRss: number;
}

/** Clock ticks of Linux in microseconds (`sysconf(_SC_CLK_TCK)` is 100 wherever Node runs). */
const TICK = 10_000;

/** Microseconds of CPU of a process, from its `/proc/…/stat`: `utime` and `stime` (proc(5)). */
export function cpuTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** Microseconds of CPU of ended children, from `/proc/self/stat`: `cutime` and `cstime` (proc(5)). */
export function childCpu(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * TICK;
}
