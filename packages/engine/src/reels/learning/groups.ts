import type { LearningGroup } from "../../api/learning.ts";
import { assignArm } from "../experiments/assign-arm.ts";
import { hashText } from "../ranking/random.ts";

const SHARES = { priors: 0.5, weights: 0.2 };

/** The group of a viewer: always the same. */
export function groupOf(viewer: string): LearningGroup {
  if (assignArm([], viewer).holdout) return "holdout";
  const at = hashText(viewer, 0x6c6e) / 2 ** 32;
  if (at < SHARES.priors) return "priors";
  return at < SHARES.priors + SHARES.weights ? "weights" : "check";
}
