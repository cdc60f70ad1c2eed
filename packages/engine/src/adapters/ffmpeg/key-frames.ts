import type { FrameRate } from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";

/** Linux takes at most 128 KiB in one argument; other systems take more in one, less in all. */
const LONGEST_ARGUMENT = 120_000;

/** Frames that one leaf of the search tree compares, one after the other. */
const LEAF = 16;

/**
 * Value of ffmpeg's `-force_key_frames` for key frames at exactly these times, in seconds from the first frame.
 * Times are written as short as the frame grid allows. A list that is too long for one argument becomes a condition
 * on the frame's number, provided that it holds a key frame each second, as those of encoded sources do: enough for a
 * film of a day. (Key frames of copied sources are sparse: their list holds the same.)
 * @throws CutstreamError `encoder_failed` where neither form fits.
 */
export function forceKeyFrames(
  times: readonly number[],
  rate: FrameRate,
  longest = LONGEST_ARGUMENT,
): string {
  const fps = rate.num / rate.den;
  const frames = [...new Set(times.map((time) => Math.round(time * fps)))].sort((a, b) => a - b);
  const list = frames.map((frame) => shortestTime(frame, fps)).join(",");
  if (list.length <= longest) return list;
  const condition = gridCondition(frames, Math.max(1, Math.round(fps)));
  if (condition !== undefined && condition.length <= longest) return condition;
  throw new CutstreamError(
    "encoder_failed",
    `${frames.length} prescribed key frames are too many for ffmpeg.`,
  );
}

/**
 * Shortest decimal that names a frame: ffmpeg, depending on its age, forces the frame nearest to the time or the
 * first one not before it, so the time is put within the half frame before the one meant.
 */
function shortestTime(frame: number, fps: number): string {
  if (frame === 0) return "0";
  for (let digits = 0; digits < 6; digits += 1) {
    const unit = 10 ** digits;
    const time = Math.ceil(((frame - 0.45) / fps) * unit) / unit;
    if (time <= (frame - 0.05) / fps) return time.toFixed(digits);
  }
  return ((frame - 0.25) / fps).toFixed(6);
}

/** "Each second, and these": undefined where the frames do not hold every multiple of `second`. */
function gridCondition(frames: readonly number[], second: number): string | undefined {
  const extra = frames.filter((frame) => frame % second !== 0);
  const last = frames.at(-1) ?? 0;
  if (frames.length - extra.length !== Math.floor(last / second) + 1) return undefined;
  return `expr:not(mod(n,${second}))+${oneOf(extra)}`;
}

/** A condition that holds for these frames, as a binary search so that a long list costs each frame little. */
function oneOf(frames: readonly number[]): string {
  if (frames.length === 0) return "0";
  if (frames.length <= LEAF) return frames.map((frame) => `eq(n,${frame})`).join("+");
  const middle = frames.length >> 1;
  return `if(lt(n,${frames[middle]}),${oneOf(frames.slice(0, middle))},${oneOf(frames.slice(middle))})`;
}
