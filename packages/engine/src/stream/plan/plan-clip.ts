import type { AdMark } from "../../timeline/planned-ads.ts";

/** How a clip's start was met: at a key frame, by a conditioned head, or moved to a key frame. */
export type CutMethod = "aligned" | "head" | "snap";

/** One clip of a timeline, resolved to frames of a version. */
export interface PlanClip {
  readonly video: string;
  readonly version: string;
  /** Frames `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly method: CutMethod;
  /** Chosen minus asked, in frames. */
  readonly startError: number;
  readonly endError: number;
  /** Where it is an ad. */
  readonly ad?: AdMark;
}
