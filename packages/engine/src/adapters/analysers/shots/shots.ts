import { flicksToSeconds } from "@cutstream/media";
import type { JsonObject, Moment } from "../../../moments/moment.ts";
import type { Transition } from "./transitions.ts";

/**
 * A shot as a moment.
 * @param number of the shot, from 1.
 * @param end first frame after it.
 * @param frameFlicks flicks that a frame lasts.
 */
export function momentOf(number: number, start: Transition, end: number, frameFlicks: number): Moment {
  const { kind, at, from, to } = start;
  const seconds = (frame: number) => flicksToSeconds(frame * frameFlicks);
  const gradual = to > from;
  const metadata: JsonObject = {
    shot: number,
    transition: kind,
    ...(gradual ? { transitionStart: seconds(from), transitionEnd: seconds(to) } : {}),
  };
  return {
    start: at * frameFlicks,
    end: end * frameFlicks,
    text: "",
    language: null,
    labels: ["shot"],
    metadata,
    detail: {
      startFrame: at,
      endFrame: end,
      ...(gradual ? { transitionStartFrame: from, transitionEndFrame: to } : {}),
    },
  };
}
