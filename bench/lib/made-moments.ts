import type { MomentRow } from "../../packages/engine/src/moments/moment.ts";
import { seeded } from "./statistics.ts";

const MOMENTS_OF_VIDEO = 100;
const SECOND = 705_600_000;
const WORDS = 30_000;
const SYLLABLES = ["ka", "to", "mi", "re", "so", "na", "lu", "pe", "di", "go"];
/** Topics that vectors gather around. */
const TOPICS = 500;

/** Moments and queries that are made up: as many as wanted, the same for the same seed. */
export interface MadeMoments {
  readonly dimensions: number;
  readonly rows: (first: number, count: number) => MomentRow[];
  /** Vectors of all moments, one after another. */
  readonly vectors: Float32Array;
  /** A few words, as common and as rare as those of the moments. */
  readonly queryText: () => string;
  /** A vector near to one of theirs. */
  readonly queryVector: () => Float32Array;
}

/**
 * Moments of a sentence each: twelve words that are as common as words are (Zipf's law, over 30,000), a label, five
 * facts, among them `eighth` and `thousandth`, which are true of as many. Vectors gather around 500 topics, as those of
 * real texts do.
 */
export function makeMoments(count: number, dimensions: number, seed: number): MadeMoments {
  const random = seeded(seed);
  const word = wordsByZipf(random);
  const sentence = (length: number) => Array.from({ length }, word).join(" ");
  const topics = Array.from({ length: TOPICS }, () => randomVector(dimensions, random));
  const vectors = new Float32Array(count * dimensions);
  for (let n = 0; n < count; n++) {
    const topic = topics[Math.floor(random() * TOPICS)] ?? new Float32Array(dimensions);
    const own = randomVector(dimensions, random);
    vectors.set(unit(own.map((value, d) => value + 0.8 * (topic[d] ?? 0))), n * dimensions);
  }
  return {
    dimensions,
    vectors,
    rows: (first, length) => Array.from({ length }, (_, n) => momentRow(first + n, sentence(12), random())),
    queryText: () => sentence(2 + Math.floor(random() * 5)),
    queryVector: () => {
      const at = Math.floor(random() * count) * dimensions;
      const noise = randomVector(dimensions, random);
      return unit(vectors.slice(at, at + dimensions).map((value, d) => value + 0.02 * (noise[d] ?? 0)));
    },
  };
}

function momentRow(n: number, text: string, loudness: number): MomentRow {
  const video = Math.floor(n / MOMENTS_OF_VIDEO);
  const start = (n % MOMENTS_OF_VIDEO) * 5 * SECOND;
  const player = `player_${n % 400}`;
  return {
    id: `moment${n}`,
    video: `video${video}`,
    collection: `collection${video % 3}`,
    index: `index${video}`,
    name: "speech",
    start,
    end: start + 4 * SECOND,
    text,
    language: "en",
    labels: n % 20 === 0 ? ["goal"] : ["speech"],
    metadata: { player, team: n % 2 === 0 ? "home" : "away", loudness, ...selections(n) },
    detail: null,
  };
}

/** Facts that filters of the benchmark ask for. */
export const selections = (n: number) => ({ eighth: n % 8 === 0, thousandth: n % 1000 === 0 });

function wordsByZipf(random: () => number): () => string {
  const upTo: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= WORDS; rank++) {
    sum += 1 / (rank + 2);
    upTo.push(sum);
  }
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, WORDS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return [...String(low)].map((digit) => SYLLABLES[Number(digit)]).join("");
  };
}

const randomVector = (dimensions: number, random: () => number): Float32Array =>
  Float32Array.from({ length: dimensions }, () => random() - 0.5);

function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}
