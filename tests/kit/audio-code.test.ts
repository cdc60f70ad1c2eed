import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AUDIO_CODE_PERIOD, audioCodeSamples, decodeAudioTime, unwrapAudioTime } from "./audio-code.ts";

/** Distance on the circle of the code's period. */
function distance(a: number, b: number): number {
  return Math.abs(unwrapAudioTime(a, b) - b);
}

describe("audio code", () => {
  it("tells time and source of any window of 40 to 100 ms", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(16_000, 22_050, 44_100, 48_000),
        fc.integer({ min: 0, max: 15 }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.double({ min: 0.04, max: 0.1, noNaN: true }),
        (sampleRate, source, start, length) => {
          const first = Math.round(start * sampleRate);
          const window = audioCodeSamples(source, sampleRate, first, Math.round(length * sampleRate));
          const read = decodeAudioTime(window, sampleRate)!;
          expect(read.source).toBe(source);
          expect(distance(read.seconds, first / sampleRate)).toBeLessThan(0.0005);
        },
      ),
    );
  });

  it("does not mind loudness, polarity or noise", () => {
    const clean = audioCodeSamples(9, 48_000, 48_000 * 3, 2400);
    const rough = clean.map((value, i) => -0.05 * value + 0.003 * Math.sin(i * i * 12.9898));
    const read = decodeAudioTime(rough, 48_000)!;
    expect(read.source).toBe(9);
    expect(distance(read.seconds, 3)).toBeLessThan(0.001);
  });

  it("tells the longer side of a join", () => {
    const joined = audioCodeSamples(2, 48_000, 48_000, 2400);
    joined.set(audioCodeSamples(7, 48_000, 4.25 * 48_000, 800), 1600);
    const read = decodeAudioTime(joined, 48_000)!;
    expect(read.source).toBe(2);
    expect(distance(read.seconds, 1)).toBeLessThan(0.002);
    expect(read.purity).toBeLessThan(0.85);
  });

  it("reads nothing from silence, noise, another tone or too little", () => {
    let seed = 1;
    const noise = Float32Array.from({ length: 4800 }, () => {
      seed = (seed * 48_271) % 0x7fffffff;
      return seed / 0x40000000 - 1;
    });
    const tone = Float32Array.from({ length: 4800 }, (_, i) => Math.sin(i * 0.01));
    expect(decodeAudioTime(new Float32Array(4800), 48_000)).toBeUndefined();
    expect(decodeAudioTime(noise, 48_000)).toBeUndefined();
    expect(decodeAudioTime(tone, 48_000)).toBeUndefined();
    expect(decodeAudioTime(audioCodeSamples(1, 48_000, 0, 500), 48_000)).toBeUndefined();
  });

  it("unwraps to the time nearby", () => {
    expect(unwrapAudioTime(9.9, 20.1)).toBeCloseTo(19.9);
    expect(unwrapAudioTime(0.1, 19.9)).toBeCloseTo(20.1);
    expect(unwrapAudioTime(3, 3 + 5 * AUDIO_CODE_PERIOD)).toBeCloseTo(53);
  });
});
