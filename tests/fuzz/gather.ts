/**
 * `node tests/fuzz/gather.ts [SEED]`: lays into the corpus, for each parser, the smallest input for every way in which it
 * refuses one, and a few that it takes though they were changed. A parser that refuses for another reason, or no longer,
 * shows in the unit tests; what fuzzing makes of these reaches further than the seeds do.
 */
import { addToCorpus } from "./corpus.ts";
import { examine, Inputs } from "./fuzz.ts";
import type { Target } from "./target.ts";
import { TARGETS } from "./targets.ts";

const ROUNDS = 5000;
/** Bytes of an input that is kept. */
const LARGEST = 4096;
const MOST_REFUSED = 24;
const MOST_TAKEN = 4;
/** Rounds between two inputs that were taken and are kept: far apart, they are made of others. */
const APART = 625;

const seed = Number(process.argv[2] ?? 1);

/** Why an input is refused, without the numbers that are its own; empty where it is taken. */
function refusalOf(target: Target, input: Uint8Array): string {
  try {
    target.check(input);
    return "";
  } catch (error) {
    const words = String((error as Error).message).match(/[a-z]{2,}/gi) ?? [];
    return words.slice(0, 8).join("-").toLowerCase().slice(0, 60);
  }
}

function gather(target: Target): void {
  const refused = new Map<string, Uint8Array>();
  const taken: Uint8Array[] = [];
  const inputs = new Inputs(target, [], seed);
  for (let n = 0; n < ROUNDS; n++) {
    const input = inputs.next();
    const isTaken = examine(target, input) === "taken";
    if (isTaken) inputs.keep(input);
    if (input.length > LARGEST) continue;
    if (isTaken) {
      if (n % APART === 0 && taken.length < MOST_TAKEN) taken.push(input);
      continue;
    }
    const why = refusalOf(target, input);
    const before = refused.get(why);
    if (before ? input.length < before.length : refused.size < MOST_REFUSED) refused.set(why, input);
  }
  for (const [why, input] of refused) addToCorpus(target.name, input, `refused-${why}`);
  for (const [n, input] of taken.entries()) addToCorpus(target.name, input, `taken-${n + 1}`);
  console.log(`${target.name}: ${refused.size} refused, ${taken.length} taken`);
}

for (const target of TARGETS) gather(target);
