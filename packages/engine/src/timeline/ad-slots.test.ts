import { FLICKS_PER_SECOND as SECOND } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEAST_BETWEEN, placeSlots, readSlots } from "./ad-slots.ts";

const DURATION = 600 * SECOND;
const edges = { pre: { at: 0 }, post: { at: DURATION } };
const at = (...seconds: number[]) => seconds.map((second) => ({ at: second * SECOND }));
const place = (
  slots: Parameters<typeof readSlots>[0],
  boundaries: { at: number }[],
  isFit = (_: { at: number }) => true,
) => placeSlots(readSlots(slots, DURATION), boundaries, edges, isFit);

describe("placeSlots", () => {
  it("takes the nearest boundary that is fit, and says why there is none", () => {
    const places = place(
      [{ at: 60 }, { at: "100" }, { at: 200, within: 3 }, { at: 300 }, { at: 303 }],
      at(52, 58, 63, 104, 204, 300),
      (boundary) => boundary.at !== 58 * SECOND && boundary.at !== 104 * SECOND,
    );
    expect(places.map((one) => ("boundary" in one ? one.boundary.at / SECOND : one.reason))).toEqual([
      63,
      300,
      "what is shown there does not pass the content filter",
      "no scene boundary is within 3 s of it",
      "another slot is less than 10 s away",
    ]);
  });

  it("keeps pre and post where they are, and others away from them", () => {
    const places = place([{ at: 5 }, { at: "post" }, { at: "pre" }], at(4, 12));
    expect(places.map((one) => ("boundary" in one ? one.boundary.at / SECOND : one.wish.slot))).toEqual([
      0, 12, 600,
    ]);
  });

  it("never goes beyond a limit, never beside what is unfit, is in order and keeps its distances", () => {
    const slot = fc.record({
      at: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.constantFrom("pre", "post", "1001/3")),
      within: fc.integer({ min: 0, max: 60 }),
    });
    const boundaries = fc
      .uniqueArray(fc.integer({ min: 1, max: 599_000 }), { maxLength: 60 })
      .map((all) => all.sort((a, b) => a - b).map((ms) => ({ at: (ms * SECOND) / 1000 })));
    fc.assert(
      fc.property(
        fc.array(slot, { maxLength: 12 }),
        boundaries,
        fc.integer({ min: 1, max: 5 }),
        (slots, all, n) => {
          const isFit = (boundary: { at: number }) =>
            all.findIndex((one) => one.at === boundary.at) % n === 0;
          const wished = readSlots(slots, DURATION);
          const places = placeSlots(wished, all, edges, isFit);
          expect(places.map(({ wish }) => wish.slot).sort((a, b) => a - b)).toEqual(
            slots.map((_, slot) => slot),
          );
          const placed = places.filter((one) => "boundary" in one);
          placed.forEach(({ wish, boundary }, i) => {
            if (wish.position === "mid") {
              expect(all).toContain(boundary);
              expect(Math.abs(boundary.at - wish.at)).toBeLessThanOrEqual(wish.within);
            } else expect(boundary.at).toBe(wish.at);
            expect(isFit(boundary)).toBe(true);
            const before = placed[i - 1];
            if (before) expect(boundary.at - before.boundary.at).toBeGreaterThanOrEqual(LEAST_BETWEEN);
          });
        },
      ),
    );
  });

  it.each([[-1], [601], ["soon"], [Number.NaN], ["1/0"]])("refuses a slot at %s", (wrong) => {
    expect(() => readSlots([{ at: 1 }, { at: wrong }], DURATION)).toThrowError(
      expect.objectContaining({ code: "invalid_ads", details: { path: "timeline.ads.slots[1].at" } }),
    );
  });

  it("refuses more slots than anybody would sit through", () => {
    expect(() => readSlots(Array(51).fill({ at: 1 }), DURATION)).toThrowError(/51 slots/);
  });
});
