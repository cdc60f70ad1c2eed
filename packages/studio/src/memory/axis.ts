/** Where times lie on a line of pixels. */
export interface Axis {
  /** Seconds. */
  readonly duration: number;
  readonly pixelsPerSecond: number;
}

/** A mark on the ruler. */
export interface Tick {
  /** Seconds. */
  readonly at: number;
  /** Whether its time is written beside it. */
  readonly major: boolean;
}

/** Pixels that a second may take at most: a frame is then some pixels wide. */
const CLOSEST = 200;

/** Pixels that times written on the ruler are apart, at least. */
const APART = 90;

/** Seconds between times on the ruler, and into how many parts each is divided. */
const STEPS: readonly (readonly [seconds: number, parts: number])[] = [
  ...([
    [0.1, 2],
    [0.5, 5],
    [1, 5],
    [2, 4],
    [5, 5],
    [10, 5],
    [15, 3],
    [30, 6],
  ] as const),
  ...([
    [60, 6],
    [120, 4],
    [300, 5],
    [600, 5],
    [900, 3],
    [1800, 6],
    [3600, 6],
    [7200, 4],
    [14400, 4],
  ] as const),
];

/** An axis on which all of a video fits into so many pixels. */
export function fitting(duration: number, pixels: number): Axis {
  return { duration, pixelsPerSecond: duration > 0 ? Math.max(1, pixels) / duration : 1 };
}

/** The axis closer by a factor, or further away: not closer than a frame, nor further than all of it in `pixels`. */
export function zoomed(axis: Axis, factor: number, pixels: number): Axis {
  const least = fitting(axis.duration, pixels).pixelsPerSecond;
  const wanted = axis.pixelsPerSecond * factor;
  return { ...axis, pixelsPerSecond: Math.max(least, Math.min(Math.max(least, CLOSEST), wanted)) };
}

/** Pixels from the beginning. @param seconds */
export function pixelOf({ pixelsPerSecond }: Axis, seconds: number): number {
  return seconds * pixelsPerSecond;
}

/** Seconds, within the video. @param pixel from the beginning */
export function timeOf({ duration, pixelsPerSecond }: Axis, pixel: number): number {
  return Math.max(0, Math.min(duration, pixel / pixelsPerSecond));
}

/** Pixels of the whole axis. */
export function widthOf(axis: Axis): number {
  return pixelOf(axis, axis.duration);
}

/** Marks between two times, those at them included. */
export function ticks(axis: Axis, from: number, to: number): readonly Tick[] {
  const [step, parts] = STEPS.find(([seconds]) => pixelOf(axis, seconds) >= APART) ?? [28_800, 4];
  const minor = step / parts;
  const first = Math.max(0, Math.ceil(from / minor - 1e-6));
  const last = Math.floor(Math.min(to, axis.duration) / minor + 1e-6);
  // Counted, never added up: the times stay round.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => ({
    at: (first + n) * minor,
    major: (first + n) % parts === 0,
  }));
}
