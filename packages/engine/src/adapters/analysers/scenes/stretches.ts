import { FLICKS_PER_SECOND } from "@cutstream/media";

/** Frames `[from, to)` that become one moment. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How frames and time belong together. */
export interface FrameClock {
  readonly frameCount: number;
  /** Flicks that one frame lasts. */
  readonly frameFlicks: number;
}

/** Flicks of the stretches that a video without shots is cut into. */
const UNCUT = 4 * FLICKS_PER_SECOND;
/** Flicks that one stretch lasts at most: in a long shot what is seen changes without a cut. */
const LONGEST = 30 * FLICKS_PER_SECOND;

/**
 * What a video is looked at by: its shots, long ones in equal parts, or stretches of 4 seconds where none are known.
 * They follow each other without a gap, whatever is left out between shots.
 * @param shots in flicks, by time
 * @param longest flicks of the parts that long shots are cut into, at most
 */
export function stretchesOf(
  shots: readonly { readonly start: number }[],
  { frameCount, frameFlicks }: FrameClock,
  longest = LONGEST,
): Stretch[] {
  const starts = shots.map(({ start }) => Math.round(start / frameFlicks));
  const edges = [...new Set([0, ...starts])].filter((frame) => frame >= 0 && frame < frameCount);
  edges.sort((a, b) => a - b);
  const most = shots.length === 0 ? UNCUT : longest;
  return edges.flatMap((from, n) => split({ from, to: edges[n + 1] ?? frameCount }, most / frameFlicks));
}

function split({ from, to }: Stretch, longest: number): Stretch[] {
  const parts = Math.max(1, Math.ceil((to - from) / longest));
  const edge = (part: number) => from + Math.round(((to - from) * part) / parts);
  return Array.from({ length: parts }, (_, part) => ({ from: edge(part), to: edge(part + 1) }));
}

/** A frame to look at, and one shortly after it that tells whether the camera moves. */
export interface Glance {
  readonly frame: number;
  /** Undefined where the stretch is too short. */
  readonly after: number | undefined;
}

/** Flicks between the two frames of a glance. */
const BETWEEN = FLICKS_PER_SECOND / 5;
/** Flicks from which on a stretch is looked at twice, and three times. */
const TWICE = 3 * FLICKS_PER_SECOND;
const THRICE = 10 * FLICKS_PER_SECOND;

/** One to three glances at a stretch, spread evenly, in order and without a frame in common. */
export function glancesAt({ from, to }: Stretch, frameFlicks: number): Glance[] {
  const flicks = (to - from) * frameFlicks;
  const count = flicks < TWICE ? 1 : flicks < THRICE ? 2 : 3;
  const between = Math.max(1, Math.round(BETWEEN / frameFlicks));
  return Array.from({ length: count }, (_, n) => {
    const frame = from + Math.floor(((to - from) * (n + 0.5)) / count);
    return { frame, after: frame + between < to ? frame + between : undefined };
  });
}
