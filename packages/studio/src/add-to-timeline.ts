import type { TimelineClip } from "./editor/index.ts";
import { count } from "./format.ts";
import { announce, report } from "./notices.ts";

/** Puts clips at the timeline's end, and says so. The editor's code is fetched when it is first needed. */
export async function addToTimeline(clips: readonly TimelineClip[]): Promise<void> {
  try {
    const editor = await import("./editor/index.ts");
    await editor.addToTimeline(clips);
    announce(`${count(clips.length, "clip")} added to the timeline.`);
  } catch (error) {
    report(error);
  }
}
