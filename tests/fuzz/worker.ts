/** The thread of `npm run fuzz` in which a target runs, so that one that hangs can be ended. */
import { parentPort, workerData } from "node:worker_threads";
import { corpusOf } from "./corpus.ts";
import { examine, Inputs } from "./fuzz.ts";
import { minimise } from "./minimise.ts";
import { TARGETS } from "./targets.ts";

/** What the thread is told. */
export interface Assignment {
  readonly target: string;
  readonly seed: number;
  /** Milliseconds for which it runs. */
  readonly duration: number;
  /** An input is laid here before it is tried: its length in four bytes, then itself. */
  readonly current: SharedArrayBuffer;
  /** How many were tried, and how many of them taken. */
  readonly counts: SharedArrayBuffer;
}

/** What it found: what was thrown, and the input. */
export interface Find {
  readonly thrown: string;
  readonly input: Uint8Array;
}

const { target: name, seed, duration, ...shared }: Assignment = workerData;
const target = TARGETS.find((one) => one.name === name);
if (!target) throw new RangeError(`There is no target ${name}.`);
const counts = new Float64Array(shared.counts);
const length = new Uint32Array(shared.current, 0, 1);
const current = new Uint8Array(shared.current, 4);
const inputs = new Inputs(target, [...corpusOf(name).values()], seed);
const found = new Set<string>();
const end = performance.now() + duration;

while (performance.now() < end) {
  const input = inputs.next();
  current.set(input.subarray(0, current.length));
  length[0] = input.length;
  counts[0] = (counts[0] ?? 0) + 1;
  try {
    if (examine(target, input) === "refused") continue;
    counts[1] = (counts[1] ?? 0) + 1;
    inputs.keep(input);
  } catch (error) {
    const thrown = describe(error);
    if (found.has(thrown.kind)) continue;
    found.add(thrown.kind);
    const small = minimise(input, (smaller) => throwsAlike(smaller, thrown.kind));
    parentPort?.postMessage({ thrown: thrown.text, input: small } satisfies Find);
  }
}

function throwsAlike(input: Uint8Array, kind: string): boolean {
  try {
    examine(target as NonNullable<typeof target>, input);
    return false;
  } catch (error) {
    return describe(error).kind === kind;
  }
}

/** Of the same kind is what is thrown at the same place, whatever values the message names. */
function describe(error: unknown): { readonly kind: string; readonly text: string } {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const places = text.split("\n").filter((line) => line.includes("    at "));
  return { kind: `${(error as Error).name} ${places.slice(0, 2).join()}`, text: text.slice(0, 2000) };
}
