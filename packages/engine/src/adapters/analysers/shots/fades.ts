import { fitRamp } from "./ramp.ts";

/** A stretch of blank frames `[from, to)`, black as a rule, and the fades that lead into it and out of it. */
export interface Blank {
  readonly from: number;
  readonly to: number;
  /** First frame of the fade that ends where the blank starts; null where the picture goes from one frame to the next. */
  readonly fadeOut: number | null;
  /** End, exclusive, of the fade that starts where the blank ends; null where the picture comes at once. */
  readonly fadeIn: number | null;
}

/** Contrast below which a frame is blank. */
export const BLANK = 2.5;
/** Contrast of the low point of a fade that turns back before it gets there. */
const NEARLY_BLANK = 8;

/** Contrast that a picture must have for its coming and going to count. */
const VISIBLE = 4;

/** Share of a picture's contrast that goes in one frame where it does not fade but is cut off. */
const AT_ONCE = 0.5;

/** Fewest frames of a fade; how many frames a plateau is told by, and by how little contrast grows on it. */
const FEWEST_FRAMES = 4;
const PLATEAU = { frames: 3, growth: 1.01 } as const;

/** Blank frames, and frames beyond the end of growth, that tell where a fade ends. */
const AROUND = 8;

/** What {@link findBlanks} needs to know besides contrast. */
export interface FadeLimits {
  /** Frames that a fade lasts at most. */
  readonly longest: number;
}

/**
 * Finds where the picture goes blank, by the contrast of every frame: a fade takes contrast to nothing, or from it,
 * steadily. White or any other colour will do. A fade that turns back shortly before blank counts where both its sides
 * are fades.
 */
export function findBlanks(contrast: readonly number[], limits: FadeLimits): Blank[] {
  const blanks: Blank[] = [];
  for (const valley of runsBelow(contrast, 0, contrast.length, NEARLY_BLANK)) {
    const dark = runsBelow(contrast, valley.from, valley.to, BLANK);
    if (dark.length > 0) blanks.push(...dark.map((run) => withFades(contrast, run, limits)));
    else blanks.push(...turningPoint(contrast, valley, limits));
  }
  return blanks;
}

interface Run {
  readonly from: number;
  readonly to: number;
}

function runsBelow(values: readonly number[], from: number, to: number, limit: number): Run[] {
  const runs: { from: number; to: number }[] = [];
  for (let n = from; n < to; n++) {
    if ((values[n] ?? limit) >= limit) continue;
    const last = runs.at(-1);
    if (last?.to === n) last.to = n + 1;
    else runs.push({ from: n, to: n + 1 });
  }
  return runs;
}

/** The lowest frame of a valley that is not blank, where fades lead there from both sides. */
function turningPoint(contrast: readonly number[], { from, to }: Run, limits: FadeLimits): Blank[] {
  let lowest = from;
  for (let n = from; n < to; n++) if ((contrast[n] ?? 0) < (contrast[lowest] ?? 0)) lowest = n;
  const blank = withFades(contrast, { from: lowest, to: lowest + 1 }, limits);
  const [floor, before, after] = [lowest, blank.fadeOut, blank.fadeIn].map((n) => contrast[n ?? 0] ?? 0);
  if (blank.fadeOut === null || blank.fadeIn === null) return [];
  // Contrast wavers in dark scenes, too: a fade leaves next to nothing of it.
  return 4 * (floor ?? 0) < Math.min(before ?? 0, after ?? 0) ? [blank] : [];
}

function withFades(contrast: readonly number[], { from, to }: Run, { longest }: FadeLimits): Blank {
  const inside = Math.min(AROUND, to - from);
  const out = rampLength((n) => contrast[from - 1 - n], longest, inside);
  const into = rampLength((n) => contrast[to + n], longest, inside);
  return { from, to, fadeOut: out === null ? null : from - out, fadeIn: into === null ? null : to + into };
}

/**
 * Frames over which contrast grows steadily, counted away from a blank; null where it is there at once.
 * @param at contrast `n` frames away; undefined beyond the video's ends.
 * @param inside blank frames that may be asked for, too: those from `-inside`.
 */
function rampLength(at: (n: number) => number | undefined, longest: number, inside: number): number | null {
  let top = 0;
  while (top < longest) {
    const ahead = at(top + PLATEAU.frames);
    if (ahead === undefined || ahead < (at(top) ?? 0) * PLATEAU.growth) break;
    top++;
  }
  const full = at(top) ?? 0;
  if (top < FEWEST_FRAMES || full < VISIBLE || largestStep(at, top) > AT_ONCE * full) return null;
  // The picture goes on to change: the corner of the line tells where the fade is over, not the last bit of growth.
  const values = Array.from({ length: inside + top + AROUND }, (_, n) => at(n - inside) ?? full);
  return fitRamp(values).to - inside;
}

function largestStep(at: (n: number) => number | undefined, top: number): number {
  let [step, before] = [0, 0];
  for (let n = 0; n <= top; n++) {
    const value = at(n) ?? 0;
    step = Math.max(step, value - before);
    before = value;
  }
  return step;
}
