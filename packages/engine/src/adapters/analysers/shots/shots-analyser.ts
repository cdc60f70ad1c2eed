import type { Moment } from "../../../moments/moment.ts";
import type { Analyser, AnalyserContext, Material } from "../../../seams/analyser.ts";
import { VIEW, viewOf } from "./frame-view.ts";
import { momentOf } from "./shots.ts";
import { TransitionFinder } from "./transition-finder.ts";

/** Raised whenever other shots would be found. */
const VERSION = "2";

/** Seconds of video between two batches, and how far back what was found is settled. */
const BATCH = 60;
const SETTLED = 12;

/** Frames between two reports of progress. */
const REPORT = 32;

/**
 * Finds shots: one moment each, without holes, that together are the whole video.
 *
 * Metadata: `shot`, its number from 1; `transition`, how it starts: `start` (of the video), `cut`, exact to the frame,
 * `fade` (through black or another blank picture) or `dissolve`; for the gradual ones `transitionStart` and
 * `transitionEnd`, in seconds of the video. A shot starts half way through a gradual transition, or where the picture
 * is cut to or from black at one side of it. Detail has the same in frames: `startFrame`, `endFrame` (exclusive),
 * `transitionStartFrame`, `transitionEndFrame` (exclusive). Black between two cuts that lasts for longer than half a
 * second is a shot of its own. Text is empty, the label is `shot`.
 */
export function createShotsAnalyser(): Analyser {
  return {
    name: "shots",
    reads: [],
    async identify() {
      return { model: "cutstream-shots", version: VERSION, settings: { ...VIEW } };
    },
    analyse: findShots,
  };
}

async function* findShots(
  material: Material,
  { signal, report }: AnalyserContext,
): AsyncGenerator<readonly Moment[], void, undefined> {
  const { frameRate, frameCount, frameFlicks } = material;
  const rate = frameRate.num / frameRate.den;
  const finder = new TransitionFinder(rate);
  let [given, start] = [0, 0];
  const shotsUntil = (settled: number): Moment[] => {
    const transitions = finder.transitions().filter(({ at }) => at >= start);
    const moments: Moment[] = [];
    for (const [n, transition] of transitions.entries()) {
      const end = transitions[n + 1]?.at ?? finder.length;
      if (end > settled || end <= transition.at) break;
      moments.push(momentOf(++given, transition, end, frameFlicks));
      start = end;
    }
    return moments;
  };
  for await (const { frame, data } of material.pictures(VIEW, signal)) {
    finder.push(viewOf({ data }));
    if (frame % REPORT === 0) report(frame / frameCount);
    if ((frame + 1) % Math.round(BATCH * rate) !== 0) continue;
    const shots = shotsUntil(finder.length - Math.round(SETTLED * rate));
    if (shots.length > 0) yield shots;
  }
  finder.end();
  const shots = shotsUntil(finder.length);
  if (shots.length > 0) yield shots;
  report(1);
}
