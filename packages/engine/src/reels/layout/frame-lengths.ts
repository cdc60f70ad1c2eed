import type { FrameRate } from "@cutstream/media";
import type { LengthInput } from "../../api/cadences.ts";
import type { TimeInput } from "../../api/timeline.ts";
import { chooseFrame } from "../../timeline/time-input.ts";

/** A day at 120 frames a second: no reel is longer. */
const MOST_FRAMES = 86_400 * 120;

/** The frames nearest to a length. @throws CutstreamError `invalid_time` where it is none. */
export function framesOf(length: LengthInput, rate: FrameRate, path: string): number {
  const time = typeof length === "object" ? { frame: length.frames } : length;
  return frameAt(time, rate, path);
}

/** The frame nearest to a time in a reel. @throws CutstreamError `invalid_time` where it is none. */
export function frameAt(time: TimeInput, rate: FrameRate, path: string): number {
  return chooseFrame(time, rate, MOST_FRAMES, path).frame;
}
