import { MediaFormatError } from "@cutstream/media";
import { CutstreamError } from "../../packages/engine/src/errors.ts";
import { between, seededRandom } from "../kit/random.ts";
import { pick, type Random, type Target } from "./target.ts";

/** Changes that one input gets at most, one on top of the other. */
const MOST_CHANGES = 6;
/** Inputs that were taken without complaint and are built upon: they reach further than the seeds. */
const MOST_KEPT = 200;

/** Whether an input was taken, or refused as it should be. @throws what a target throws that it must not. */
export function examine(target: Target, input: Uint8Array): "taken" | "refused" {
  try {
    target.check(input);
    return "taken";
  } catch (error) {
    if (error instanceof MediaFormatError) return "refused";
    if (error instanceof CutstreamError && error.status < 500) return "refused";
    throw error;
  }
}

/** Makes inputs without end: all that a seed gives, again and again. */
export class Inputs {
  readonly #target: Target;
  readonly #random: Random;
  readonly #pool: Uint8Array[];
  readonly #seeds: number;

  /** @param corpus inputs beside the target's seeds to begin with. */
  constructor(target: Target, corpus: readonly Uint8Array[], seed: number) {
    this.#target = target;
    this.#random = seededRandom(seed);
    this.#pool = [...target.seeds(), ...corpus];
    this.#seeds = this.#pool.length;
  }

  next(): Uint8Array {
    let input = pick(this.#pool, this.#random);
    const changes = 1 + Math.floor(this.#random() ** 2 * MOST_CHANGES);
    for (let n = 0; n < changes; n++)
      input = this.#target.mutate(input, pick(this.#pool, this.#random), this.#random);
    return input;
  }

  /** An input that was taken: now and then others are made of it. */
  keep(input: Uint8Array): void {
    if (this.#random() > 0.02) return;
    if (this.#pool.length < this.#seeds + MOST_KEPT) this.#pool.push(input);
    else this.#pool[between(this.#random, this.#seeds, this.#pool.length)] = input;
  }
}
