/**
 * `npm run fuzz -- [TARGET…] [--seconds N] [--seed N]`: makes inputs for parsers until it is stopped, or for N seconds a
 * target. What goes wrong is made small and laid into `tests/fuzz/corpus`, from where the unit tests try it ever after.
 */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { addToCorpus } from "./corpus.ts";
import { TARGETS } from "./targets.ts";
import type { Assignment, Find } from "./worker.ts";

/** Seconds of one turn of a target, where it runs until it is stopped. */
const TURN = 60;
/** Milliseconds that one input may take. */
const LONGEST = 10_000;
const LARGEST_INPUT = 1 << 18;
/** MiB of memory that a target may take. */
const MEMORY = 512;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string" }, seed: { type: "string" } },
});
const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
let seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const unknown = positionals.filter((name) => !TARGETS.some((target) => target.name === name));
if (unknown.length > 0 || Number.isNaN(seed) || Number.isNaN(seconds ?? 0)) {
  console.error(`Unknown: ${unknown.join(", ")}. Targets: ${TARGETS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

let finds = 0;
do {
  console.log(`seed ${seed}`);
  for (const { name } of TARGETS)
    if (positionals.length === 0 || positionals.includes(name)) await turn(name, seed, seconds ?? TURN);
  seed += 1;
} while (seconds === undefined);
process.exitCode = finds > 0 ? 1 : 0;

async function turn(target: string, ofSeed: number, duration: number): Promise<void> {
  const assignment: Assignment = {
    ...{ target, seed: ofSeed, duration: duration * 1000 },
    current: new SharedArrayBuffer(4 + LARGEST_INPUT),
    counts: new SharedArrayBuffer(16),
  };
  const counts = new Float64Array(assignment.counts);
  const started = performance.now();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: assignment,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  });
  const last = (): Uint8Array => {
    const [length = 0] = new Uint32Array(assignment.current, 0, 1);
    return new Uint8Array(assignment.current, 4, length).slice();
  };
  let before = -1;
  const watch = setInterval(() => {
    if (counts[0] === before && before > 0) {
      report(target, { thrown: `It took more than ${LONGEST} ms.`, input: last() });
      void worker.terminate();
    }
    before = counts[0] ?? 0;
  }, LONGEST);
  worker.on("message", (find: Find) => report(target, find));
  worker.on("error", (error) => report(target, { thrown: String(error), input: last() }));
  await new Promise((resolve) => worker.once("exit", resolve));
  clearInterval(watch);
  const took = ((performance.now() - started) / 1000).toFixed(0);
  const [tried = 0, taken = 0] = counts;
  console.log(
    `${target}: ${tried} inputs in ${took} s, ${((100 * taken) / (tried || 1)).toFixed(0)} % taken`,
  );
}

function report(target: string, { thrown, input }: Find): void {
  finds += 1;
  const path = addToCorpus(target, input);
  console.log(`\n${target}: ${thrown}\n  ${input.length} bytes, kept in ${path}`);
  console.log(
    "  Mend what it shows, see `npx vitest run --project unit tests/fuzz` green, and commit the file.\n",
  );
}
