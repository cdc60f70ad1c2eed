import { cs } from "../../server.ts";
import { toTimeline } from "../core/to-timeline.ts";
import { addToTimeline } from "./adding.ts";
import { publishForm } from "./drafts.ts";
import { arrangement } from "./store.ts";
import { timelineOf } from "./timeline.ts";

/** Frames a second that the timecodes of a list count whose timeline has no clips to go by. */
const USUAL_RATE = "25";

/**
 * Puts the clips of an OpenTimelineIO file or an EDL at the timeline's end. An EDL does not say its frame rate: it is
 * taken to be that of the first clip.
 * @returns what was left out.
 */
export async function importFile(file: File): Promise<readonly string[]> {
  const text = await file.text();
  const { rate } = arrangement.peek().clips[0]?.source ?? {};
  const frameRate = rate ? `${rate.num}/${rate.den}` : USUAL_RATE;
  const read = /\.edl$/i.test(file.name)
    ? await cs.timelines.fromEDL(text, frameRate)
    : await cs.timelines.fromOTIO(text);
  const { clips, overlays, subtitles, shape, bed } = read.timeline;
  await addToTimeline(clips.map((clip) => ({ ...clip })));
  const dressed = overlays.length > 0 || subtitles.length > 0 || shape || bed;
  return [
    ...read.warnings,
    ...(dressed ? ["Its clips were taken, its overlays, captions, shape and music not."] : []),
  ];
}

/** Saves the timeline as an OpenTimelineIO file. */
export async function exportOtio(): Promise<void> {
  const name = publishForm.peek().name.trim() || "timeline";
  const text = await timelineOf(toTimeline(arrangement.peek())).toOTIO({ name });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `${name}.otio`;
  link.click();
  URL.revokeObjectURL(link.href);
}
