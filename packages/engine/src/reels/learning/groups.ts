import { assignArm } from "../experiments/assign-arm.ts";
import { hashText } from "../ranking/random.ts";

/**
 * What a viewer's answers are used for: `holdout`, nothing (such viewers see what was never learned, to compare with);
 * `priors` and `weights`, to learn these; `check`, to judge what was learned.
 */
export type Group = "holdout" | "priors" | "weights" | "check";

const SHARES = { priors: 0.5, weights: 0.2 };

/** The group of a viewer: always the same. */
export function groupOf(viewer: string): Group {
  if (assignArm([], viewer).holdout) return "holdout";
  const at = hashText(viewer, 0x6c6e) / 2 ** 32;
  if (at < SHARES.priors) return "priors";
  return at < SHARES.priors + SHARES.weights ? "weights" : "check";
}
