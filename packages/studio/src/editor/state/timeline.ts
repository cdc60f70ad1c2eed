import type { Timeline } from "cutstream";
import { cs } from "../../server.ts";
import type { TimelineBody } from "../core/to-timeline.ts";

/** A timeline of the SDK, as the code that the studio shows would make it. */
export function timelineOf({ clips, overlays = [], subtitles = [], reframe, music }: TimelineBody): Timeline {
  let timeline = cs.timeline(clips);
  for (const overlay of overlays) timeline = timeline.overlay(overlay);
  for (const one of subtitles) timeline = timeline.subtitle(one);
  if (reframe) timeline = timeline.reframe(reframe);
  if (music) {
    const { video, ...options } = music;
    timeline = timeline.music(video, options);
  }
  return timeline;
}
