import type { ArmResult } from "../../api/experiments.ts";
import type { EventStore, ViewerSums } from "../../seams/event-store.ts";
import type { Experiment } from "./experiment.ts";
import { compareArms, ratioOf } from "./sequential-test.ts";

/** Standard deviations that hold 95 % of a normal distribution. */
const Z = 1.959964;

/** What the arms of an experiment came to; nothing where it was killed. */
export async function resultsOf(
  store: Pick<EventStore, "viewerSums">,
  { id, arms, goal, status }: Pick<Experiment, "id" | "arms" | "goal" | "status">,
): Promise<readonly ArmResult[]> {
  if (status === "killed") return [];
  const sums = new Map((await store.viewerSums(id, goal.metric)).map((found) => [found.arm, found]));
  const [control, ...others] = arms.map((arm) => sums.get(arm.id) ?? nobody(arm.id));
  if (!control) return [];
  // Each comparison has its part of alpha (Bonferroni), so that all of them together keep to it.
  const settings = { alpha: goal.alpha / others.length, effect: goal.effect };
  return [
    { ...figures(control), comparison: null },
    ...others.map((arm) => ({ ...figures(arm), comparison: compareArms(control, arm, settings) })),
  ];
}

function figures(sums: ViewerSums): Omit<ArmResult, "comparison"> {
  const { ratio, variance } = ratioOf(sums);
  const half = Z * Math.sqrt(variance);
  const { arm, viewers } = sums;
  return { arm, viewers, ratio: { value: ratio, low: Math.max(0, ratio - half), high: ratio + half } };
}

const nobody = (arm: string): ViewerSums => ({ arm, viewers: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 });
