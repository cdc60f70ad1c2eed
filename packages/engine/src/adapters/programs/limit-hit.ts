import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { CutstreamError } from "../../errors.ts";
import type { Limits } from "./confine.ts";

/** How a program ended. */
export interface ProgramEnd {
  readonly program: string;
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly limits: Limits;
  /** Seconds that it ran. */
  readonly elapsed: number;
  /** That it complained of memory which it was not given. */
  readonly lackedMemory: boolean;
  /** Seconds for which it had done nothing when it was stopped for that. */
  readonly stalled: number | undefined;
  /** What it printed. */
  readonly cause: Error;
}

/** What ffmpeg, x264 and the C++ library say where the system gives them no more. */
export const LACKS_MEMORY =
  /(?:Cannot|Could not) allocate memory|malloc of size \d+ failed|std::bad_alloc|out of memory/i;

/**
 * What ffmpeg ends with on SIGXCPU: it tries to end well (255), unless it is stuck and the signal comes again and again
 * (123).
 */
const TIMED_OUT_CODES: ReadonlySet<number | null> = new Set([255, 123]);

/**
 * The error of a program that ran into one of its limits; undefined where it did not, as far as can be seen: the system
 * does not say.
 */
export function limitHit(end: ProgramEnd): CutstreamError | undefined {
  const { program, stalled, limits, lackedMemory, cause } = end;
  const name = basename(program);
  if (stalled !== undefined) {
    const message = `${name} did nothing for ${stalled} s, and was stopped.`;
    return new CutstreamError("program_out_of_time", message, { cause });
  }
  if (ranOutOfTime(end)) {
    const message = `${name} used up the ${limits.processor} s of processor time that it may take.`;
    return new CutstreamError("program_out_of_time", message, { cause });
  }
  if (!lackedMemory) return undefined;
  const message = `${name} needs more memory than it may have, which is ${Math.round(limits.memory / 2 ** 20)} MiB.`;
  return new CutstreamError("program_out_of_memory", message, { cause });
}

function ranOutOfTime({ exitCode, killedBy, elapsed, limits }: ProgramEnd): boolean {
  if (killedBy === "SIGXCPU") return true;
  const couldHave = elapsed * availableParallelism() >= limits.processor;
  return couldHave && (killedBy === "SIGKILL" || TIMED_OUT_CODES.has(exitCode));
}
