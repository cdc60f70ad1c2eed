import { SPEECH_SAMPLE_RATE } from "../../../seams/transcriber.ts";

/** A stretch of made-up sound: bursts of noise as syllables are, even noise, or nothing. */
export interface Stretch {
  readonly seconds: number;
  /** dBFS of its loudest. */
  readonly level: number;
  readonly kind: "speech" | "noise" | "silence";
}

/** Samples of stretches, one after the other, in blocks of an odd length. The same numbers every time. */
export function* makeSound(stretches: readonly Stretch[], blockLength = 1777): Generator<Float32Array> {
  let seed = 1;
  let block = new Float32Array(blockLength);
  let filled = 0;
  for (const { seconds, level, kind } of stretches) {
    const amplitude = kind === "silence" ? 0 : 10 ** (level / 20) * Math.sqrt(3);
    for (let n = 0; n < seconds * SPEECH_SAMPLE_RATE; n++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      const noise = (seed / 2 ** 30 - 1) * amplitude;
      // Four syllables a second, each fading by 40 dB.
      const fade = kind === "speech" ? 10 ** (-2 * (((n / SPEECH_SAMPLE_RATE) * 4) % 1)) : 1;
      block[filled++] = noise * fade;
      if (filled < blockLength) continue;
      yield block;
      block = new Float32Array(blockLength);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** The whole of a sound. */
export async function collect(sound: AsyncIterable<Float32Array>): Promise<Float32Array> {
  const blocks: Float32Array[] = [];
  for await (const block of sound) blocks.push(block);
  const whole = new Float32Array(blocks.reduce((length, block) => length + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}
