import { describe, expect, test } from "vitest";
import type { AdDecider, AdSlotContext } from "./ad-decision.ts";

/** A slot to decide for. */
export const adSlot = (change: Partial<AdSlotContext> = {}): AdSlotContext => ({
  slot: 0,
  position: "mid",
  video: "vid_1",
  time: 61.5,
  at: 61.5,
  labels: ["goal"],
  audience: { country: "NL" },
  duration: 30,
  count: 2,
  ...change,
});

/** What every decider does. @param create one that offers two ads. */
export function adDecisionContract(name: string, create: () => AdDecider): void {
  describe(`ad decision contract: ${name}`, () => {
    const never = () => new AbortController().signal;

    test("offers ads, each of which names a video, in an order that stays", async () => {
      const offers = await create().decide(adSlot(), never());
      expect(offers).toHaveLength(2);
      for (const { video, names, urls } of offers)
        expect([video, ...names, ...urls].some(Boolean)).toBe(true);
      expect(await create().decide(adSlot(), never())).toEqual(offers);
    });

    test.each(["pre", "mid", "post"] as const)("decides for a slot of position %s", async (position) => {
      expect(await create().decide(adSlot({ position, duration: null, at: 0 }), never())).not.toEqual([]);
    });

    test("decides for many slots at once", async () => {
      const decider = create();
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, slot) => decider.decide(adSlot({ slot }), never())),
      );
      for (const offers of all) expect(offers).toHaveLength(2);
    });
  });
}
