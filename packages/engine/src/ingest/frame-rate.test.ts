import { formatRational, parseRational, ticksPerFrame } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { madeProbe } from "../testing/made-probe.ts";
import { conformedRate, copyableRate, standardRate } from "./frame-rate.ts";

const rate = (text: string | null) => (text === null ? null : parseRational(text)!);
const rates = (nominal: string | null, average: string | null, interlaced = false) =>
  madeProbe({ nominalRate: rate(nominal), averageRate: rate(average), interlaced }).video!;
const text = (found: ReturnType<typeof standardRate>) => found && formatRational(found);

describe("standard rates", () => {
  test.each([
    ["25", "25/1"],
    ["24000/1001", "24000/1001"],
    // As containers that count in milliseconds or in 90 kHz write them.
    ["2997/100", "30000/1001"],
    ["19001/317", "60000/1001"],
    ["90000/2999", "30/1"],
    ["45000/1499", undefined],
    ["15000/1001", undefined],
    ["57600", undefined],
  ])("%s is %s", (given, wanted) => expect(text(standardRate(rate(given)))).toBe(wanted));

  test("none is none", () => expect(standardRate(null)).toBeUndefined());
});

describe("rates that may be copied", () => {
  test.each([
    ["24", "24", "24/1"],
    ["30000/1001", "30000/1001", "30000/1001"],
    // Field rate over frame rate: the mean tells.
    ["50", "25", "25/1"],
    // A mean that the last frame's length has spoilt.
    ["24", "3538944/147719", "24/1"],
    ["120", "120", "120/1"],
    ["15000/1001", "15000/1001", "15000/1001"],
    ["45000/1499", "45000/1499", undefined],
    ["240", "240", undefined],
    ["57600", "3628800/502589", undefined],
    [null, null, undefined],
  ])("nominal %s, mean %s: %s", (nominal, average, wanted) => {
    expect(text(copyableRate(rates(nominal, average)))).toBe(wanted);
  });
});

describe("rates that are encoded", () => {
  test.each([
    ["25", "25", "25/1"],
    ["15000/1001", "15000/1001", "15000/1001"],
    ["16", "16", "16/1"],
    // Whose frames are no whole number of ticks.
    ["18", "18", "24/1"],
    // Variable: the grid that all frames stand on.
    ["30000/1001", "375000/29029", "30000/1001"],
    ["24", "61/4", "24/1"],
    // A phone's clock that is off.
    ["45000/1499", "45000/1499", "30/1"],
    ["90000/2999", "369000/13657", "30/1"],
    ["90000", "3000/101", "30000/1001"],
    // Screen recordings, which tell nothing.
    ["57600", "3628800/502589", "24/1"],
    ["1000", "40", "48/1"],
    ["120", "120", "60/1"],
    ["1000", "97", "60/1"],
    [null, null, "30/1"],
  ])("nominal %s, mean %s: %s", (nominal, average, wanted) => {
    expect(text(conformedRate(rates(nominal, average)))).toBe(wanted);
  });

  test("of interlaced video, the rate of frames, not of fields", () => {
    expect(conformedRate(rates("50", "25", true))).toEqual({ num: 25, den: 1 });
    expect(conformedRate(rates("60000/1001", "30000/1001", true))).toEqual({ num: 30_000, den: 1001 });
  });

  test("always a whole number of ticks a frame, 60 frames a second at most", () => {
    const any = fc
      .tuple(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 1, max: 5000 }))
      .map(([num, den]) => ({ num, den }));
    fc.assert(
      fc.property(fc.option(any), fc.option(any), (nominalRate, averageRate) => {
        const found = conformedRate(madeProbe({ nominalRate, averageRate }).video!);
        expect(ticksPerFrame(found)).toBeDefined();
        expect(found.num / found.den).toBeLessThanOrEqual(60);
      }),
    );
  });
});
