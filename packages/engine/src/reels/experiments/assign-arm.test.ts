import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExperimentArm } from "../../api/experiments.ts";
import { experimentRow } from "../../seams/catalog.fixtures.ts";
import { assignArm, HOLDOUT } from "./assign-arm.ts";
import type { Experiment } from "./experiment.ts";

const VIEWERS = Array.from({ length: 5_000 }, (_, n) => `viewer-${n}`);

const arm = (id: string, share: number): ExperimentArm => ({ id, share, overrides: { cadence: id } });

/** Share of the viewers for whom something holds. */
const shareOf = (holds: (viewer: string) => boolean) => VIEWERS.filter(holds).length / VIEWERS.length;

/** Four standard deviations of a share of that many viewers. */
const about = (share: number) => 4 * Math.sqrt((share * (1 - share)) / VIEWERS.length);

describe("assignment", () => {
  test("is always the same for a viewer, with the arm's overrides", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (viewer) => {
        const given = assignArm([experimentRow()], viewer);
        expect(assignArm([experimentRow()], viewer)).toEqual(given);
        const found = experimentRow().arms.find(({ id }) => id === given.arm);
        expect(given.overrides).toEqual(given.holdout ? {} : found?.overrides);
      }),
    );
  });

  test("gives each arm its share, and keeps the holdout out", () => {
    const arms = [arm("control", 0.5), arm("b", 0.3), arm("c", 0.2)];
    const running = [experimentRow({ arms, holdout: 0.1 })];
    for (const { id, share } of arms) {
      const seen = shareOf((viewer) => assignArm(running, viewer).arm === id);
      expect(Math.abs(seen - 0.9 * share)).toBeLessThan(about(0.9 * share));
    }
    const held = VIEWERS.map((viewer) => assignArm(running, viewer)).filter(({ holdout }) => holdout);
    expect(Math.abs(held.length / VIEWERS.length - 0.1)).toBeLessThan(about(0.1));
    for (const one of held) expect(one).toEqual({ overrides: {}, holdout: true });
  });

  test("holds the same viewers out whatever runs; a larger holdout adds to them", () => {
    const larger = [experimentRow({ id: "other", holdout: 0.2 })];
    for (const viewer of VIEWERS.slice(0, 1000)) {
      const { holdout } = assignArm([], viewer);
      expect(assignArm([experimentRow({ holdout: HOLDOUT })], viewer).holdout).toBe(holdout);
      if (holdout) expect(assignArm(larger, viewer).holdout).toBe(true);
    }
  });

  test("spreads the arms of one experiment evenly over those of another", () => {
    const of = (id: string) => (viewer: string) => assignArm([experimentRow({ id })], viewer).arm;
    const [first, second] = [of("one"), of("two")];
    const both = shareOf((viewer) => first(viewer) === "long" && second(viewer) === "long");
    expect(Math.abs(both - 0.95 / 4)).toBeLessThan(about(0.25));
  });

  test("gives a viewer to one experiment: by traffic, and the older one where two want them", () => {
    const half = (id: string, from: number, to: number): Experiment =>
      experimentRow({ id, traffic: { from, to } });
    const running = [half("low", 0, 0.5), half("high", 0.5, 1), half("late", 0, 1)];
    const seen = new Set(VIEWERS.map((viewer) => assignArm(running, viewer).experiment));
    expect(seen).toEqual(new Set(["low", "high", undefined]));
    const low = shareOf((viewer) => assignArm(running, viewer).experiment === "low");
    expect(Math.abs(low - 0.95 / 2)).toBeLessThan(about(0.5));
    for (const viewer of VIEWERS.slice(0, 500)) {
      const { arm, experiment } = assignArm(running, viewer);
      if (experiment === "low") expect(assignArm([half("low", 0, 0.5)], viewer).arm).toBe(arm);
    }
  });
});
