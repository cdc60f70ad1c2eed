/** Stretches of a video whose pictures stand for it, as VideoDB's scene collections have them. Seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A video cut up every so many seconds. */
export function everySeconds(step: number, length: number): Stretch[] {
  const count = Math.max(1, Math.ceil(length / step - 1e-9));
  return Array.from({ length: count }, (_, n) => ({
    start: n * step,
    end: Math.min(length, (n + 1) * step),
  }));
}

/** Which frames of a stretch are shown. */
export type FrameChoice = "first" | "middle" | "last";

/**
 * Times of the frames that stand for a stretch: those chosen by name, or so many, evenly spread.
 * @param frame how long one frame is shown: the last one begins that much before the end.
 */
export function frameTimes(
  { start, end }: Stretch,
  choice: readonly FrameChoice[] | undefined,
  count: number,
  frame: number,
): number[] {
  const last = Math.max(start, end - frame);
  if (choice && choice.length > 0) {
    return choice.map((name) => (name === "first" ? start : name === "last" ? last : (start + last) / 2));
  }
  return Array.from({ length: count }, (_, n) => start + ((end - start) * n) / count);
}
