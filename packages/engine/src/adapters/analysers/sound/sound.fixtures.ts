import { SAMPLE_RATE } from "./k-weighting.ts";
import type { SoundFrame } from "./sound-frames.ts";

/** A part of made-up sound. */
export interface Part {
  readonly seconds: number;
  readonly kind: "sine" | "noise" | "voice" | "chord" | "silence";
  /** dBFS of a sine's peaks, of the mean power of the others. */
  readonly level?: number;
  /** Hertz of a sine; default 1000. */
  readonly hertz?: number;
  /** dB that are lost each second. */
  readonly fade?: number;
}

/** Parts one after the other, the same on both channels, interleaved, in blocks of an odd length. The same every time. */
export function* makeSound(parts: readonly Part[], blockLength = 2 * 4801): Generator<Float32Array> {
  let block = new Float32Array(blockLength);
  let filled = 0;
  for (const part of parts) {
    const source = SOURCES[part.kind](part);
    const samples = Math.round(part.seconds * SAMPLE_RATE);
    for (let n = 0; n < samples; n++) {
      const time = n / SAMPLE_RATE;
      const sample = source(time) * 10 ** (((part.level ?? 0) - (part.fade ?? 0) * time) / 20);
      block[filled++] = sample;
      block[filled++] = sample;
      if (filled < blockLength) continue;
      yield block;
      block = new Float32Array(blockLength);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

const turns = (count: number): number => Math.sin(2 * Math.PI * count);

const SOURCES: Readonly<Record<Part["kind"], (part: Part) => (seconds: number) => number>> = {
  silence: () => () => 0,
  sine:
    ({ hertz = 1000 }) =>
    (seconds) =>
      turns(hertz * seconds),
  noise: () => {
    let seed = 1;
    return () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return (seed / 2 ** 30 - 1) * Math.sqrt(3);
    };
  },
  // Four syllables a second, of a pitch that glides around 130 Hz, each dying away by 40 dB.
  voice: () => (seconds) => {
    const phase = 130 * seconds + 2 * turns(0.7 * seconds);
    let sum = 0;
    for (let harmonic = 1; harmonic <= 20; harmonic++) sum += turns(harmonic * phase) / harmonic;
    return 2.5 * sum * 10 ** (-2 * ((4 * seconds) % 1));
  },
  // Held notes over a bass.
  chord: () => (seconds) =>
    [55, 220, 277.2, 329.6, 554.4].reduce((sum, hertz) => sum + turns(hertz * seconds), 0) / Math.sqrt(2.5),
};

/** What frames of a kind measure, at a loudness in LUFS of both channels together. */
export function makeFrame(kind: "crowd" | "speech" | "music", loudness: number): SoundFrame {
  const weighted = 10 ** ((loudness + 0.691) / 10);
  const heard = {
    crowd: { harmonicity: 0.35, flatness: 0.56, rumble: 0.01 },
    speech: { harmonicity: 0.9, flatness: 0.35, rumble: 0.02 },
    music: { harmonicity: 0.6, flatness: 0.3, rumble: 0.3 },
  };
  return { power: weighted / 2, weighted, level: loudness, ...heard[kind] };
}
