import type { ExperimentDefinition, ExperimentInput } from "../../api/experiments.ts";
import { CutstreamError } from "../../errors.ts";
import { HOLDOUT } from "./assign-arm.ts";

/** Arms of one experiment. */
const MOST_ARMS = 10;
/** How far shares that add up to one may be off it: thirds are written with a few digits. */
const ROUNDING = 1e-3;
const LARGEST_HOLDOUT = 0.5;

/**
 * Fills in what was left out, and checks that the whole makes sense.
 * @throws CutstreamError `invalid_experiment`
 */
export function checkDefinition(id: string, input: ExperimentInput): ExperimentDefinition {
  const definition: ExperimentDefinition = {
    name: input.name ?? id,
    arms: input.arms,
    traffic: input.traffic ?? { from: 0, to: 1 },
    holdout: input.holdout ?? HOLDOUT,
    goal: { metric: "clickThrough", effect: 0.02, alpha: 0.05, ...input.goal },
  };
  checkArms(definition);
  const { traffic, holdout, goal } = definition;
  within("traffic.from", traffic.from, 0, 1);
  within("traffic.to", traffic.to, 0, 1);
  if (!(traffic.from < traffic.to)) {
    throw wrong("traffic", `is from ${traffic.from} to ${traffic.to}; it must hold somebody`);
  }
  within("holdout", holdout, HOLDOUT, LARGEST_HOLDOUT);
  within("goal.effect", goal.effect, 1e-4, 1);
  within("goal.alpha", goal.alpha, 1e-6, 0.5);
  return definition;
}

function checkArms({ arms }: ExperimentDefinition): void {
  if (arms.length < 2 || arms.length > MOST_ARMS) {
    throw wrong("arms", `has ${arms.length} entries; an experiment compares 2 to ${MOST_ARMS}`);
  }
  const seen = new Set<string>();
  for (const [index, { id, share, overrides }] of arms.entries()) {
    if (seen.has(id))
      throw wrong(`arms[${index}].id`, `is ${JSON.stringify(id)}, as that of an arm before it`);
    seen.add(id);
    if (!(share > 0 && share <= 1)) {
      throw wrong(`arms[${index}].share`, `is ${share}; it must be more than 0 and at most 1`);
    }
    const weights = Object.values(overrides.weights ?? { any: 1 });
    if (
      !weights.every((weight) => weight >= 0 && Number.isFinite(weight)) ||
      !weights.some((weight) => weight > 0)
    ) {
      throw wrong(`arms[${index}].overrides.weights`, "must not be negative, nor all 0");
    }
    if (overrides.clipTypes?.length === 0) {
      throw wrong(`arms[${index}].overrides.clipTypes`, "is empty; nothing could be shown");
    }
  }
  const sum = arms.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > ROUNDING) throw wrong("arms", `has shares that add up to ${sum}; they must to 1`);
}

function within(path: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw wrong(path, `is ${value}; it must be from ${least} to ${most}`);
}

function wrong(path: string, says: string): CutstreamError {
  return new CutstreamError("invalid_experiment", `${path} ${says}.`, { path });
}
