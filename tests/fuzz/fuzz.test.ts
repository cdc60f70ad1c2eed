import { describe, expect, test } from "vitest";
import { seedOfRun } from "../kit/random.ts";
import { corpusOf } from "./corpus.ts";
import { examine, Inputs } from "./fuzz.ts";
import { TARGETS } from "./targets.ts";

/** Inputs of each target: all of them together take a few seconds. `npm run fuzz` goes on. */
const ROUNDS = 600;

describe.each(TARGETS)("$name", (target) => {
  test("takes its seeds", () => {
    for (const seed of target.seeds()) expect(examine(target, seed)).toBe("taken");
  });

  test("takes or refuses, as it declares, all of the corpus, and each as it did before", () => {
    const corpus = [...corpusOf(target.name)];
    expect(corpus.length).toBeGreaterThan(0);
    for (const [name, input] of corpus) {
      const [, before] = /^(taken|refused)-/.exec(name) ?? [];
      const now = examine(target, input);
      expect(now, name).toBe(before ?? now);
    }
  });

  test("takes or refuses, as it declares, what is made of them", () => {
    const seed = seedOfRun();
    const inputs = new Inputs(target, [...corpusOf(target.name).values()], seed);
    let taken = 0;
    for (let n = 0; n < ROUNDS; n++) {
      const input = inputs.next();
      const again = `input ${n} of seed ${seed}: ${Buffer.from(input).toString("base64").slice(0, 4000)}`;
      expect(() => {
        if (examine(target, input) === "refused") return;
        taken += 1;
        inputs.keep(input);
      }, again).not.toThrow();
    }
    // Both sides of the parser are seen.
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(ROUNDS);
  });
});
