import { CutstreamError } from "../../errors.ts";
import type { LibraryVersion } from "../../library/library.ts";
import { type Plan, planTimeline } from "../plan/plan.ts";

/** The plan that plays all of a video as it is. @throws CutstreamError `video_not_found` */
export function wholeVideoPlan(video: string, versions: ReadonlyMap<string, LibraryVersion>): Plan {
  const version = versions.get(video);
  if (!version) throw new CutstreamError("video_not_found", `There is no video ${video}.`);
  const clip = { video, start: { frame: 0 }, end: { frame: version.manifest.frameCount } };
  return planTimeline({ clips: [clip] }, versions, { container: "fmp4" });
}
