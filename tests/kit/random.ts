/** Seed that runs have in common unless told otherwise, so that a red run is red again for whoever looks into it. */
const USUAL_SEED = 20_261_122;

/** Seed of this run's random choices: `SEED`, where `random` is one from the clock. Tests print it. */
export function seedOfRun(): number {
  const asked = process.env.SEED ?? USUAL_SEED;
  return asked === "random" ? Date.now() % 1_000_000_000 : Number(asked);
}

/** A stream of numbers in [0, 1) that a seed gives again and again (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number in [from, to). */
export function between(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from));
}
