import type { Stretch } from "./silences.ts";

/** Blocks a second in which loudness is measured. */
export const BLOCKS_PER_SECOND = 10;

/** Blocks that momentary and short-term loudness span: 400 ms and 3 s (EBU Tech 3341 §2.1). */
const MOMENTARY = 4;
const SHORT_TERM = 30;

/** Gates in LUFS, and in LU under what passed the first (BS.1770-4 Annex 1; EBU Tech 3342 §3.2 for the range). */
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;
const RANGE_GATE = -20;

/** LUFS of the sum over channels of the mean square of K-weighted samples (BS.1770-4, equation 2); at least -120. */
export function loudnessOf(power: number): number {
  return Math.max(-120, -0.691 + 10 * Math.log10(power + 1e-13));
}

/** What {@link LoudnessMeter} measured of a programme. Levels in LUFS; null where there is nothing above -70. */
export interface ProgrammeLoudness {
  readonly integrated: number | null;
  /** Loudness range in LU (EBU Tech 3342). */
  readonly range: number | null;
  readonly momentaryMax: number | null;
  /** Null also where the programme is shorter than 3 s. */
  readonly shortTermMax: number | null;
  /** The 3 s of that, the first where several or none are loudest; all where the programme is shorter. Seconds. */
  readonly loudest: Stretch;
}

/** Loudness along the time: one level after another, each for as many seconds. */
export interface LoudnessCurve {
  readonly seconds: number;
  /** LUFS, ungated. */
  readonly levels: readonly number[];
}

/** Levels that a curve has at most: as many as are worth drawing. */
const CURVE_POINTS = 1000;

/** Measures the loudness of a programme block by block (EBU R 128). */
export class LoudnessMeter {
  /** Power of each block so far: the sum over channels of the mean square of K-weighted samples. */
  readonly #powers: number[] = [];

  /** Takes the power of the next block. */
  push(power: number): void {
    this.#powers.push(power);
  }

  /** Integrated loudness of blocks `[from, to)`, gated. Null where all is quieter than the gate. */
  integrated(from = 0, to = this.#powers.length): number | null {
    const gated = spans(this.#powers.slice(from, to), MOMENTARY).filter((power) =>
      isAbove(power, ABSOLUTE_GATE),
    );
    if (gated.length === 0) return null;
    const gate = loudnessOf(mean(gated)) + RELATIVE_GATE;
    return loudnessOf(mean(gated.filter((power) => isAbove(power, gate))));
  }

  /** The whole so far. */
  programme(): ProgrammeLoudness {
    const momentary = spans(this.#powers, MOMENTARY);
    const shortTerm = spans(this.#powers, SHORT_TERM);
    return {
      integrated: this.integrated(),
      range: rangeOf(shortTerm),
      momentaryMax: greatest(momentary),
      shortTermMax: greatest(shortTerm),
      loudest: this.#loudest(shortTerm),
    };
  }

  /** How loud it was when: a level for each block, or of so many that a long programme has no more than a short one. */
  curve(): LoudnessCurve {
    const blocks = Math.max(1, Math.ceil(this.#powers.length / CURVE_POINTS));
    const levels = Array.from({ length: Math.ceil(this.#powers.length / blocks) }, (_, n) =>
      loudnessOf(mean(this.#powers.slice(n * blocks, (n + 1) * blocks))),
    );
    return { seconds: blocks / BLOCKS_PER_SECOND, levels };
  }

  #loudest(shortTerm: readonly number[]): Stretch {
    const start = Math.max(0, shortTerm.indexOf(shortTerm.reduce((a, b) => Math.max(a, b), 0)));
    const blocks = Math.min(SHORT_TERM, this.#powers.length);
    return { start: start / BLOCKS_PER_SECOND, end: (start + blocks) / BLOCKS_PER_SECOND };
  }
}

/** Mean power of each run of so many blocks. */
function spans(powers: readonly number[], length: number): number[] {
  const means: number[] = [];
  let sum = 0;
  for (const [n, power] of powers.entries()) {
    sum += power - (powers[n - length] ?? 0);
    if (n >= length - 1) means.push(Math.max(0, sum) / length);
  }
  return means;
}

function rangeOf(shortTerm: readonly number[]): number | null {
  const gated = shortTerm.filter((power) => isAbove(power, ABSOLUTE_GATE));
  if (gated.length === 0) return null;
  const gate = loudnessOf(mean(gated)) + RANGE_GATE;
  const sorted = gated.filter((power) => isAbove(power, gate)).sort((a, b) => a - b);
  const at = (share: number) => loudnessOf(sorted[Math.round(share * (sorted.length - 1))] ?? 0);
  return at(0.95) - at(0.1);
}

const isAbove = (power: number, gate: number): boolean => loudnessOf(power) > gate;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function greatest(powers: readonly number[]): number | null {
  const power = powers.reduce((a, b) => Math.max(a, b), 0);
  return isAbove(power, ABSOLUTE_GATE) ? loudnessOf(power) : null;
}
