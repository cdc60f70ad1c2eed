import { createHash } from "node:crypto";
import type { Assignment, ExperimentArm } from "../../api/experiments.ts";
import type { Experiment } from "./experiment.ts";

/** Share of all viewers whose reels are made without anything that was learnt, whatever experiments run. */
export const HOLDOUT = 0.05;

/** Bytes of a digest that a number is made of: 2^48 is within what a number holds exactly. */
const DIGEST_BYTES = 6;

/**
 * Who sees what: a pure function of the experiments that run and the viewer's name.
 *  - The holdout is drawn first, with the same numbers for every experiment: a larger one contains a smaller one, so
 *    that whoever is held out stays held out from one experiment to the next.
 *  - Which experiment a viewer takes part in, and which arm they see there, are drawn independently: arms of one
 *    experiment are spread evenly over those of the one before.
 * @param running experiments that run, oldest first: where two want the same viewer, the older one has them.
 */
export function assignArm(running: readonly Experiment[], viewer: string): Assignment {
  const traffic = numberOf("traffic", viewer);
  const experiment = running.find(({ traffic: { from, to } }) => traffic >= from && traffic < to);
  const holdout = Math.max(HOLDOUT, experiment?.holdout ?? 0);
  if (numberOf("holdout", viewer) < holdout) return { overrides: {}, holdout: true };
  if (!experiment) return { overrides: {}, holdout: false };
  const arm = armAt(experiment.arms, numberOf(`arm\n${experiment.id}`, viewer));
  return { experiment: experiment.id, arm: arm.id, overrides: arm.overrides, holdout: false };
}

/** The arm in whose part of the line from 0 to 1 a number lies; the last one has what rounding leaves over. */
function armAt(arms: readonly ExperimentArm[], at: number): ExperimentArm {
  let end = 0;
  let found: ExperimentArm | undefined;
  for (const arm of arms) {
    found = arm;
    end += arm.share;
    if (at < end) break;
  }
  if (!found) throw new RangeError("An experiment without arms runs.");
  return found;
}

/** A number from 0 to 1 that is always the same for a viewer, and evenly spread over viewers. */
function numberOf(purpose: string, viewer: string): number {
  const digest = createHash("sha256").update(`${purpose}\n${viewer}`).digest();
  return digest.readUIntBE(0, DIGEST_BYTES) / 2 ** (8 * DIGEST_BYTES);
}
