import { availableParallelism, totalmem } from "node:os";
import { CutstreamError } from "../../errors.ts";
import type { Limits } from "./confine.ts";

const GIB = 2 ** 30;
/** Decoding 4K and encoding it again takes 4 GiB on sixteen threads, which ffmpeg is given at most. */
const USUAL_MEMORY = 2 * GIB;
const FOR_EACH_THREAD = 0.375 * GIB;
const MOST_THREADS = 16;
/** Less than this, and ffmpeg does not even start. */
const LEAST_MEMORY = 2 ** 27;
/** Of a machine's memory, where that is small. */
const MOST_OF_MACHINE = 0.75;

/** Seconds of processor time for what works on a few seconds of media, or on one file's header. */
const SHORT_WORK = 600;
/** For what works on all of a source: a day. Whoever consumes it stops it before. */
export const LONG_WORK = 86_400;

/** Everything goes by pipes; what is left is for wrappers of ffmpeg that keep a log, and a translator's scratch files. */
const LARGEST_FILE = 64 * 2 ** 20;

/** The variable that says how much memory each program may have. */
const MEMORY_VARIABLE = "CUTSTREAM_PROGRAM_MEMORY";

/**
 * The limits of one run of a program.
 * @param processor seconds of processor time.
 * @throws CutstreamError `encoder_missing` as {@link programMemory}
 */
export function programLimits(processor = SHORT_WORK): Limits {
  return { memory: programMemory(), processor, file: LARGEST_FILE };
}

/**
 * Bytes of memory that each program may have: as {@link MEMORY_VARIABLE} says (`6G`, `1500M`), else 2 GiB and
 * 384 MiB for each of up to sixteen processors, but no more than three quarters of the machine's.
 * @throws CutstreamError `encoder_missing` where it says nothing that makes sense.
 */
export function programMemory(
  said: string | undefined = process.env[MEMORY_VARIABLE],
  machine = { memory: totalmem(), processors: availableParallelism() },
): number {
  if (!said) {
    const usual = USUAL_MEMORY + Math.min(MOST_THREADS, machine.processors) * FOR_EACH_THREAD;
    return Math.min(usual, MOST_OF_MACHINE * machine.memory);
  }
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?)([MG])$/i.exec(said.trim()) ?? [];
  const bytes = Number(number) * (unit?.toUpperCase() === "G" ? GIB : 2 ** 20);
  if (bytes >= LEAST_MEMORY) return bytes;
  const message = `${MEMORY_VARIABLE} is "${said}", not a number of at least 128 with M or G, such as 6G.`;
  throw new CutstreamError("encoder_missing", message);
}
