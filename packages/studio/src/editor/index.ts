import type { Time } from "cutstream";

export { Editor } from "./editor.tsx";

/** A part of a video for the timeline. */
export interface TimelineClip {
  /** Id of a video. */
  readonly video: string;
  readonly start: Time;
  readonly end: Time;
  readonly title?: string;
}

/** Puts clips at the timeline's end. */
export function addToTimeline(_clips: readonly TimelineClip[]): void {}
