import { flicksToSeconds } from "@cutstream/media";
import type { PlannedClipView, PlanView } from "../api.ts";
import type { LibraryVersion } from "../library/library.ts";
import type { HeadState } from "./head-needs.ts";
import { mainTrack, type Plan, type PlanClip } from "./plan.ts";
import { project } from "./project.ts";
import { trackSpans } from "./tracks.ts";

/** Shows a plan as callers see it. */
export function viewPlan(
  plan: Plan,
  versions: ReadonlyMap<string, LibraryVersion>,
  heads: HeadState,
): PlanView {
  const spans = trackSpans(plan, versions, 0);
  const { video } = project(spans, "default");
  const chunks = new Map(
    spans.map(({ version, video: track }) => [version, new Set(track.index.chunkStarts)]),
  );
  const isShared = (version: string, frame: number) => chunks.get(version)?.has(frame) ?? false;
  const shared = video.filter(
    ({ path }) => isShared(path.version, path.from) && isShared(path.version, path.to),
  );
  return {
    duration: flicksToSeconds(spans.reduce((sum, { duration }) => sum + duration, 0)),
    clips: plan.clips.map((clip) => viewClip(clip, versions)),
    segments: { total: video.length, shared: shared.length },
    heads: { total: heads.total, ready: heads.ready, frames: heads.frames },
    warnings: plan.warnings,
  };
}

function viewClip(clip: PlanClip, versions: ReadonlyMap<string, LibraryVersion>): PlannedClipView {
  const version = versions.get(clip.version);
  const frame = version ? mainTrack(version).frameFlicks : 0;
  return {
    video: clip.video,
    start: flicksToSeconds(clip.from * frame),
    end: flicksToSeconds(clip.to * frame),
    startFrame: clip.from,
    endFrame: clip.to,
    startErrorFrames: clip.startError,
    endErrorFrames: clip.endError,
    method: clip.method,
  };
}
