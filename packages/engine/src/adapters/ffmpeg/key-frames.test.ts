import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forceKeyFrames } from "./key-frames.ts";

const RATES = [
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 60_000, den: 1001 },
  { num: 120, den: 1 },
];

const anyRate = fc.constantFrom(...RATES);
const anyFrames = fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 200 });
const byNumber = (a: number, b: number) => a - b;
const timesOf = (frames: readonly number[], rate: { num: number; den: number }) =>
  frames.map((frame) => (frame * rate.den) / rate.num);

/** Frames up to `last` for which a condition of ffmpeg's expression language holds. */
function framesOf(condition: string, last: number): number[] {
  const code = condition.replace(/^expr:/, "").replaceAll("if(", "choose(");
  const holds = new Function(
    "n",
    `const mod=(a,b)=>a%b,not=(a)=>a===0?1:0,eq=(a,b)=>a===b?1:0,lt=(a,b)=>a<b?1:0,choose=(a,b,c)=>a?b:c;
    return ${code};`,
  ) as (n: number) => number;
  return Array.from({ length: last + 1 }, (_, n) => n).filter((n) => holds(n) !== 0);
}

describe("forceKeyFrames", () => {
  it("names the same frames for ffmpeg's two ways of reading a time", () => {
    fc.assert(
      fc.property(anyRate, anyFrames, (rate, unsorted) => {
        const frames = [...unsorted].sort(byNumber);
        const times = forceKeyFrames(timesOf(unsorted, rate), rate).split(",").map(Number);
        const fps = rate.num / rate.den;
        expect(times.map((time) => Math.round(time * fps))).toEqual(frames);
        expect(times.map((time) => Math.ceil(time * fps))).toEqual(frames);
      }),
    );
  });

  it("writes no digit more than needed", () => {
    const rate = { num: 25, den: 1 };
    expect(forceKeyFrames([0, 1, 1.4, 2.04, 7200], rate)).toBe("0,0.99,1.39,2.03,7199.99");
  });

  it("turns a list that is too long into a condition that holds for the same frames", () => {
    fc.assert(
      fc.property(
        anyRate,
        fc.uniqueArray(fc.integer({ min: 1, max: 2999 }), { maxLength: 60 }),
        (rate, shots) => {
          const second = Math.round(rate.num / rate.den);
          const seconds = Array.from({ length: Math.floor(2999 / second) + 1 }, (_, i) => i * second);
          const frames = [...new Set([...seconds, ...shots])].sort(byNumber);
          const list = forceKeyFrames(timesOf(frames, rate), rate);
          const longest = list.length - 1;
          fc.pre(shots.length * 16 + 100 < longest);
          const condition = forceKeyFrames(timesOf(frames, rate), rate, longest);
          expect(condition.length).toBeLessThanOrEqual(longest);
          expect(framesOf(condition, 2999)).toEqual(frames);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("holds a whole day of seconds and shots, and says so where it does not", () => {
    const rate = { num: 25, den: 1 };
    const seconds = Array.from({ length: 86_400 }, (_, second) => second);
    const shots = Array.from({ length: 5000 }, (_, shot) => shot * 17 + 0.48);
    expect(forceKeyFrames([...seconds, ...shots], rate).length).toBeLessThan(120_000);
    const everyOther = Array.from({ length: 50_000 }, (_, i) => i * 2 * 0.04);
    expect(() => forceKeyFrames(everyOther, rate)).toThrow("50000 prescribed key frames");
  });
});
