import type { Means } from "./means.ts";

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What a program may take of the machine. */
export interface Limits {
  /** Bytes of memory that it may write to, in all its threads. */
  readonly memory: number;
  /** Seconds of processor time, of all its threads together. */
  readonly processor: number;
  /** Bytes that a file may have which it writes. */
  readonly file: number;
}

/** Between the signal that the time is over, on which ffmpeg still tries to end well, and the end: seconds. */
const LAST_SECONDS = 10;

/**
 * The command that runs another within limits, without a network, and where asked on idle time. Each link of the chain
 * becomes the next, so that the process which is started is the program in the end, and signals reach it.
 *
 * A shell sets the limits, since it is everywhere and starts in a millisecond; no argument is read by it. A limit that
 * the system does not take, such as one above a lower one of its own, is left as it is. Pure.
 */
export function confine({ program, args }: Command, limits: Limits, means: Means, idle = false): Command {
  const [first = program, ...rest] = [
    ...(means.withoutNetwork ?? []),
    ...(means.limits ? ["/bin/sh", "-c", `${limitsScript(limits, means)}; exec "$@"`, "sh"] : []),
    ...(idle ? (means.idly ?? []) : []),
    program,
    ...args,
  ];
  return { program: first, args: rest };
}

/** Units: KiB of memory, seconds, blocks of 512 bytes (POSIX.1-2024, `ulimit`). */
function limitsScript({ memory, processor, file }: Limits, means: Means): string {
  const limits = [
    "-c 0",
    `-S -t ${Math.ceil(processor)}`,
    `-H -t ${Math.ceil(processor) + LAST_SECONDS}`,
    `-f ${Math.ceil(file / 512)}`,
    ...(means.memory ? [`-d ${Math.ceil(memory / 1024)}`] : []),
  ];
  return `{ ${limits.map((limit) => `ulimit ${limit}`).join("; ")}; } 2>/dev/null`;
}
