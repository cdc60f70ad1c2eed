/**
 * `node tests/fuzz/gather.ts [SEED]`: lays into the corpus, for each parser, the smallest input for every way in which it
 * refuses one, and a few that it takes though they were changed. A parser that refuses for another reason, or no longer,
 * shows in the unit tests; what fuzzing makes of these reaches further than the seeds do.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { examine, Inputs } from "./fuzz.ts";
import type { Target } from "./target.ts";
import { TARGETS } from "./targets.ts";

const ROUNDS = 5000;
/** Bytes of an input that is kept. */
const LARGEST = 4096;
const MOST_REFUSED = 24;
const MOST_TAKEN = 4;

const seed = Number(process.argv[2] ?? 1);

/** Why an input is refused, without the numbers that are its own; undefined where it is taken. */
function refusalOf(target: Target, input: Uint8Array): string | undefined {
  try {
    target.check(input);
    return undefined;
  } catch (error) {
    const words = String((error as Error).message).match(/[a-z]{2,}/gi) ?? [];
    return words.slice(0, 8).join("-").toLowerCase().slice(0, 60);
  }
}

function gather(target: Target): void {
  const [refused, taken] = [new Map<string, Uint8Array>(), new Map<number, Uint8Array>()];
  const inputs = new Inputs(target, [], seed);
  for (let n = 0; n < ROUNDS; n++) {
    const input = inputs.next();
    if (examine(target, input) === "taken") inputs.keep(input);
    if (input.length > LARGEST) continue;
    const why = refusalOf(target, input);
    if (why === undefined) {
      // A few, far apart.
      if (n % (ROUNDS / MOST_TAKEN / 4) === 0 && taken.size < MOST_TAKEN) taken.set(taken.size + 1, input);
    } else if (input.length < (refused.get(why)?.length ?? Number.POSITIVE_INFINITY)) {
      if (refused.has(why) || refused.size < MOST_REFUSED) refused.set(why, input);
    }
  }
  const folder = join(import.meta.dirname, "corpus", target.name);
  mkdirSync(folder, { recursive: true });
  for (const [why, input] of refused) writeFileSync(join(folder, `refused-${why}`), input);
  for (const [number, input] of taken) writeFileSync(join(folder, `taken-${number}`), input);
  console.log(`${target.name}: ${refused.size} refused, ${taken.size} taken`);
}

for (const target of TARGETS) gather(target);
