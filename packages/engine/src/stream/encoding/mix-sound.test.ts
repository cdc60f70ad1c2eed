import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MixPath } from "../address/mix-path.ts";
import {
  FRAMES_AFTER,
  FRAMES_BEFORE,
  HEARD_AFTER,
  HEARD_BEFORE,
  mixSound,
  type PlacedSound,
} from "./mix-sound.ts";

const FRAME = 1024;
const mixOf = (change: Partial<MixPath>): MixPath => ({
  ...{ kind: "mix", at: 0, count: 40, gain: 0, duck: 0, fadeIn: 0, stamp: 0, continuous: false },
  music: { version: "b", rendition: "a0", from: 0, to: 1000, loop: false },
  own: { version: "c", rendition: "a0", at: 0 },
  fadeOut: { left: 0, over: 0 },
  ...change,
});
/** Two channels of `sound`, for a segment that begins `at` samples into it. */
const take = (sound: (sample: number) => number, at: number, first: number, count: number): PlacedSound => ({
  first,
  samples: Float32Array.from({ length: count * 2 }, (_, n) => sound(at + first + (n >> 1))),
});
const bedFor = (path: MixPath, at: number, sound = () => 0.5) =>
  take(sound, at, -FRAMES_BEFORE * FRAME, (FRAMES_BEFORE + path.count + FRAMES_AFTER) * FRAME);
const ownFor = (path: MixPath, at: number, sound: (sample: number) => number) =>
  take(
    sound,
    at,
    -(FRAMES_BEFORE + HEARD_BEFORE) * FRAME,
    (HEARD_BEFORE + FRAMES_BEFORE + path.count + FRAMES_AFTER + HEARD_AFTER) * FRAME,
  );
/** The left channel of what the segment itself holds. */
const segmentOf = (path: MixPath, mixed: Float32Array) =>
  mixed.filter((_, n) => n % 2 === 0).subarray(FRAMES_BEFORE * FRAME, (FRAMES_BEFORE + path.count) * FRAME);

describe("mixSound", () => {
  it("adds the music to what is heard, as loud as told", () => {
    const path = mixOf({ gain: -600 });
    const mixed = segmentOf(
      path,
      mixSound(
        path,
        bedFor(path, 0),
        ownFor(path, 0, () => 0.25),
      ),
    );
    for (const sample of mixed) expect(sample).toBeCloseTo(0.25 + 0.5 * 10 ** (-6 / 20), 6);
  });

  it("rises from silence and falls back to it", () => {
    const path = mixOf({ own: null, fadeIn: 10 * FRAME, fadeOut: { left: 40 * FRAME, over: 20 * FRAME } });
    const mixed = segmentOf(path, mixSound(path, bedFor(path, 0), null));
    expect(mixed[0]).toBe(0);
    expect(mixed[5 * FRAME]).toBeCloseTo(0.25, 6);
    expect(mixed[15 * FRAME]).toBeCloseTo(0.5, 6);
    expect(mixed[30 * FRAME]).toBeCloseTo(0.25, 6);
    expect(mixed.at(-1)).toBeCloseTo(0, 4);
  });

  it("sinks under what is heard and rises after it, never by a step", () => {
    const path = mixOf({ count: 200, duck: 1200 });
    // heard from frame 80 to frame 100, in a tone around zero
    const own = (n: number) => (n >= 80 * FRAME && n < 100 * FRAME ? 0.2 * Math.sin(n / 5) : 0);
    const mixed = segmentOf(path, mixSound(path, bedFor(path, 0), ownFor(path, 0, own)));
    const music = mixed.map((sample, n) => sample - own(n));
    expect(music[50 * FRAME]).toBeCloseTo(0.5, 5);
    expect(music[90 * FRAME]).toBeCloseTo(0.5 * 10 ** (-12 / 20), 5);
    expect(music[150 * FRAME]).toBeCloseTo(0.5, 5);
    const steps = music.subarray(1).map((sample, n) => Math.abs(sample - music[n]!));
    expect(steps.reduce((a, b) => Math.max(a, b))).toBeLessThan(0.0005);
  });

  it("gives the same samples wherever segments begin", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 60 }),
        (first, second, silence) => {
          const own = (n: number) => (n > silence * FRAME ? 0.3 * Math.sin(n / 7) : 0);
          const fades = { duck: 900, fadeIn: 20 * FRAME };
          const part = (at: number, count: number) => {
            const fadeOut = { left: 60 * FRAME - at, over: 15 * FRAME };
            const path = mixOf({ ...fades, count, at, fadeOut });
            return segmentOf(path, mixSound(path, bedFor(path, at), ownFor(path, at, own)));
          };
          const whole = part(0, first + second);
          const parts = [...part(0, first), ...part(first * FRAME, second)];
          expect(parts).toHaveLength(whole.length);
          expect(parts.findIndex((sample, n) => sample !== whole[n])).toBe(-1);
        },
      ),
      { numRuns: 20 },
    );
  });
});
