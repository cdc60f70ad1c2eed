import type { Clip, Time } from "cutstream";
import { cs } from "../../server.ts";
import { addClips } from "../core/clips.ts";
import { fetchSource } from "./sources.ts";
import { arrangement, edit, goToClip } from "./store.ts";

/** A part of a video for the timeline. */
export interface TimelineClip {
  /** Id of a video. */
  readonly video: string;
  readonly start: Time;
  readonly end: Time;
  readonly title?: string;
}

/** What is being added, one after the other, so that clips come in the order in which they were asked for. */
let queue = Promise.resolve();

/** Puts clips at the timeline's end. The server says which frames their times mean. Throws as the SDK does. */
export function addToTimeline(clips: readonly TimelineClip[]): Promise<void> {
  const added = queue.then(() => add(clips));
  queue = added.catch(() => {}); // whoever asked is told
  return added;
}

async function add(clips: readonly TimelineClip[]): Promise<void> {
  if (clips.length === 0) return;
  const asked: Clip[] = clips.map(({ video, start, end }) => ({ video, start, end }));
  const ids = [...new Set(clips.map(({ video }) => video))];
  const [plan, ...sources] = await Promise.all([cs.timeline(asked).plan(), ...ids.map(fetchSource)]);
  const cuts = plan.clips.flatMap(({ video, startFrame, endFrame }, n) => {
    const source = sources.find((one) => one.video === video);
    if (!source) return [];
    const { title = source.title } = clips[n] ?? {};
    return [{ source: { ...source, title }, from: startFrame, to: endFrame }];
  });
  const before = arrangement.peek().clips.length;
  edit((now) => addClips(now, cuts));
  const first = arrangement.peek().clips[before];
  if (first) goToClip(first.key);
}
