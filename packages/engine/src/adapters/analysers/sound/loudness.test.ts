import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KWeighting, SAMPLE_RATE } from "./k-weighting.ts";
import { BLOCKS_PER_SECOND, LoudnessMeter } from "./loudness.ts";

const BLOCK = SAMPLE_RATE / BLOCKS_PER_SECOND;

/** A 1 kHz sine on both channels, as the EBU's test signals are: seconds at dBFS each. */
function measure(...parts: readonly (readonly [seconds: number, level: number])[]) {
  const [meter, ear] = [new LoudnessMeter(), new KWeighting()];
  let phase = 0;
  for (const [seconds, level] of parts) {
    const amplitude = 10 ** (level / 20);
    for (let block = 0; block < Math.round(seconds * BLOCKS_PER_SECOND); block++) {
      let power = 0;
      for (let n = 0; n < BLOCK; n++, phase++)
        power += 2 * ear.next(amplitude * Math.sin((2 * Math.PI * 1000 * phase) / SAMPLE_RATE)) ** 2;
      meter.push(power / BLOCK);
    }
  }
  return meter.programme();
}

describe("loudness", () => {
  it.each([
    ["1", [[20, -23]], -23],
    ["2", [[20, -33]], -33],
    [
      "3",
      [
        [10, -36],
        [60, -23],
        [10, -36],
      ],
      -23,
    ],
    [
      "4",
      [
        [10, -72],
        [10, -36],
        [60, -23],
        [10, -36],
        [10, -72],
      ],
      -23,
    ],
    [
      "5",
      [
        [20, -26],
        [20.1, -20],
        [20, -26],
      ],
      -23,
    ],
  ] as const)("is that of EBU Tech 3341's test signal %s to 0.1 LU", (_, parts, expected) => {
    const { integrated } = measure(...parts);
    expect(Math.abs((integrated ?? 0) - expected)).toBeLessThanOrEqual(0.1);
  });

  it("is the same for a moment, for a short time and for the whole where nothing changes", () => {
    const { integrated, momentaryMax, shortTermMax, range } = measure([20, -23]);
    for (const level of [integrated, momentaryMax, shortTermMax]) expect(level).toBeCloseTo(-23, 1);
    expect(range).toBeCloseTo(0, 1);
  });

  it.each([
    [
      "1",
      [
        [20, -20],
        [20, -30],
      ],
      10,
    ],
    [
      "2",
      [
        [20, -20],
        [20, -15],
      ],
      5,
    ],
    [
      "3",
      [
        [20, -40],
        [20, -20],
      ],
      20,
    ],
    [
      "4",
      [
        [20, -50],
        [20, -35],
        [20, -20],
        [20, -35],
        [20, -50],
      ],
      15,
    ],
  ] as const)("ranges as EBU Tech 3342's test signal %s does, to 1 LU", (_, parts, expected) => {
    expect(Math.abs((measure(...parts).range ?? 0) - expected)).toBeLessThanOrEqual(1);
  });

  it("is none where there is nothing, and none for a short time where all is shorter", () => {
    const nothing = { integrated: null, range: null, momentaryMax: null, shortTermMax: null };
    expect(measure([5, -100])).toMatchObject(nothing);
    expect(measure()).toEqual({ ...nothing, loudest: { start: 0, end: 0 } });
    const second = measure([1, -20]);
    expect(second.integrated).toBeCloseTo(-20, 1);
    expect([second.range, second.shortTermMax]).toEqual([null, null]);
  });

  it("is greatest in three seconds, which it tells", () => {
    expect(measure([10, -30], [3, -20], [10, -30]).loudest).toEqual({ start: 10, end: 13 });
    expect(measure([1, -30], [1, -20]).loudest).toEqual({ start: 0, end: 2 });
  });

  it("of a part is that of its blocks alone", () => {
    const meter = new LoudnessMeter();
    for (const power of [1e-4, 1e-2]) for (let n = 0; n < 20; n++) meter.push(power);
    expect(meter.integrated(0, 20)).toBeCloseTo(-40.691, 3);
    expect(meter.integrated(20, 40)).toBeCloseTo(-20.691, 3);
    expect(meter.integrated(20, 23)).toBeNull();
  });

  it("goes up by as much as the gain, and the range stays", () => {
    const levels = fc.array(fc.double({ min: -40, max: -10, noNaN: true }), {
      minLength: 30,
      maxLength: 200,
    });
    fc.assert(
      fc.property(levels, fc.double({ min: -25, max: 25, noNaN: true }), (dbs, gain) => {
        const [plain, loud] = [0, gain].map((more) => {
          const meter = new LoudnessMeter();
          for (const db of dbs) meter.push(10 ** ((db + more) / 10));
          return meter.programme();
        });
        expect((loud?.integrated ?? 0) - (plain?.integrated ?? 0)).toBeCloseTo(gain, 4);
        expect((loud?.momentaryMax ?? 0) - (plain?.momentaryMax ?? 0)).toBeCloseTo(gain, 4);
        expect(loud?.range).toBeCloseTo(plain?.range ?? 0, 4);
      }),
    );
  });
});

describe("the curve", () => {
  const curveOf = (powers: readonly number[]) => {
    const meter = new LoudnessMeter();
    for (const power of powers) meter.push(power);
    return meter.curve();
  };

  it("has a level for each block", () => {
    const { seconds, levels } = curveOf([1, 0.1, 0]);
    expect(seconds).toBe(0.1);
    expect(levels.map(Math.round)).toEqual([-1, -11, -120]);
  });

  it("of a long programme has one for several, the last of which may be fewer", () => {
    const { seconds, levels } = curveOf(Array.from({ length: 2500 }, (_, n) => (n < 2499 ? 1 : 0.1)));
    expect([seconds, levels.length]).toEqual([0.3, 834]);
    expect([levels[0], levels.at(-1)].map((level) => Math.round(level ?? 0))).toEqual([-1, -11]);
    expect(curveOf([])).toEqual({ seconds: 0.1, levels: [] });
  });
});
