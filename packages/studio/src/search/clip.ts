import type { Moment } from "cutstream";
import type { TimelineClip } from "../editor/index.ts";

/** A moment as a clip for the timeline, cut where it was found, to the frame. */
export function clipOf({ video, startFrame, endFrame, text, labels, videoName }: Moment): TimelineClip {
  return {
    video,
    start: { frame: startFrame },
    end: { frame: endFrame },
    title: text || labels.join(", ") || videoName,
  };
}
