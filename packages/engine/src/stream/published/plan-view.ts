import { flicksToSeconds } from "@cutstream/media";
import type { AdsView } from "../../api/ads.ts";
import type { PlannedClipView, PlanView } from "../../api/streams.ts";
import { mainTrack } from "../../library/library.ts";
import { viewSurface } from "../../timeline/plan-surface.ts";
import type { PlannedAds } from "../../timeline/planned-ads.ts";
import { captionsOf } from "../captions/lay-captions.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlanClip } from "../plan/plan-clip.ts";
import type { PlanState } from "../prepare/plan-state.ts";
import type { BoundPlan, TrackSpan } from "../project/tracks.ts";

/** Shows a plan as callers see it. */
export function viewPlan({ plan, versions, variants }: BoundPlan, state: PlanState): PlanView {
  const spans = variants[0] ?? [];
  const sum = (count: (span: TrackSpan) => number) => spans.reduce((total, span) => total + count(span), 0);
  return {
    duration: flicksToSeconds(sum(({ duration }) => duration)),
    clips: plan.clips.map((clip) => {
      const version = versions.get(clip.version);
      return viewClip(clip, version ? mainTrack(version).frameFlicks : 0);
    }),
    segments: { total: sum(({ pieces }) => pieces.length), shared: sum(sharedSegments) },
    heads: { total: state.total, ready: state.ready, frames: state.frames },
    audio: state.audio,
    ...(plan.surface && { surface: viewSurface(plan.surface, state.rendered?.bytes) }),
    ...viewCaptions(plan),
    ...(state.rendered && { rendered: viewRendered(state.rendered) }),
    ...(plan.ads && { ads: viewAds(plan.ads) }),
    warnings: plan.warnings,
  };
}

function viewCaptions(plan: Plan): Pick<PlanView, "captions"> {
  const captions = captionsOf(plan);
  return captions ? { captions: { name: captions.name, language: captions.language } } : {};
}

const viewRendered = ({ segments, ready, seconds }: NonNullable<PlanState["rendered"]>) => ({
  segments,
  ready,
  seconds,
});

/** Segments that are the same for whoever passes through them: whole chunks. */
function sharedSegments({ video, pieces }: TrackSpan): number {
  return pieces.filter(
    ({ from, to, render }) => !render && video.isChunkStart(from) && video.isChunkStart(to),
  ).length;
}

function viewClip(clip: PlanClip, frameFlicks: number): PlannedClipView {
  return {
    video: clip.video,
    start: flicksToSeconds(clip.from * frameFlicks),
    end: flicksToSeconds(clip.to * frameFlicks),
    startFrame: clip.from,
    endFrame: clip.to,
    startErrorFrames: clip.startError,
    endErrorFrames: clip.endError,
    method: clip.method,
    ...(clip.ad && { ad: clip.ad }),
  };
}

function viewAds({ as, breaks }: PlannedAds): AdsView {
  return {
    as,
    breaks: breaks.map(({ slot, ads }) => ({
      slot,
      start: flicksToSeconds(ads[0]?.start ?? 0),
      duration: flicksToSeconds(ads.reduce((sum, { duration }) => sum + duration, 0)),
      ads: ads.map(({ id, video, duration }) => ({ id, video, duration: flicksToSeconds(duration) })),
    })),
  };
}
