/** A stream of numbers in [0, 1). */
export type Random = () => number;

/** A parser to be fuzzed. */
export interface Target {
  /** Of its file, and of its folder in the corpus. */
  readonly name: string;
  /** Good inputs to begin with. */
  readonly seeds: () => readonly Uint8Array[];
  /** Changes an input by what is known of its format. `other` is a second one to take parts from. */
  readonly mutate: (input: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;
  /**
   * Parses. Where that goes well, checks what must hold of the result: that writing and parsing it gives the same.
   * @throws what the parser declares, for bad input; anything else is a find.
   */
  readonly check: (input: Uint8Array) => void;
}

const encoder = new TextEncoder();

/** Bytes of texts, as seeds. */
export const textSeeds = (...texts: readonly string[]): readonly Uint8Array[] =>
  texts.map((text) => encoder.encode(text));

/** One of some values. */
export function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError("There is nothing to pick from.");
  return value;
}
