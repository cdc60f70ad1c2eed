import type { Dissolve } from "./dissolves.ts";
import { type Blank, type FadeLimits, findBlanks } from "./fades.ts";

/** How a shot starts: what parts it from the one before it, or the video's own start. */
export interface Transition {
  readonly kind: "start" | "cut" | "fade" | "dissolve";
  /** First frame of the shot. */
  readonly at: number;
  /** Frames `[from, to)` that belong to neither alone; `from` is `at`, and so is `to`, where there are none. */
  readonly from: number;
  readonly to: number;
}

/** What was found frame by frame. */
export interface Findings {
  /** Of each frame: standard deviation of luma, and that along rows only. */
  readonly contrast: readonly number[];
  readonly texture: readonly number[];
  /** First frames of shots, ascending. */
  readonly cuts: readonly number[];
  readonly dissolves: readonly Dissolve[];
  /** Whether frames before and after a short blank show the same: it is a flash. */
  readonly isFlash: (blank: { readonly from: number; readonly to: number }) => boolean;
}

/** Frames that things take. */
export interface TransitionLimits {
  readonly longestFade: number;
  /** Blank frames that stand between two shots; more are a shot of their own, where they are cut in and out. */
  readonly shortBlank: number;
  readonly shortestDissolve: number;
  /** Frames between two gradual transitions without which they are one. */
  readonly pause: number;
}

/** Contrast along rows below which a change may be nothing but the first glimmer of a fade. */
const GLIMMER = 10;

/**
 * Puts cuts, fades and dissolves together, in order, none over another, after the start of the first shot, which may
 * be faded in, too. Fades go before dissolves, which they look like, and cuts before both, save those in the dim part
 * of a fade.
 */
export function joinFindings(findings: Findings, limits: TransitionLimits): Transition[] {
  const { contrast, texture, cuts, dissolves, isFlash } = findings;
  const blanks = blanksOf(findings, { longest: limits.longestFade }).filter((blank) => !isFlash(blank));
  const fades = blanks.flatMap((blank) => ofBlank(blank, contrast, limits));
  const clear = cuts.filter((cut) => !isGlimmer(cut, texture, fades)).map(cutAt);
  const hard = [...clear, ...fades.filter(({ kind }) => kind === "cut")].sort(byPlace);
  const gradual = fades.filter(({ kind }) => kind === "fade");
  const taken = [...blanks.map(extentOf), ...hard];
  const blends = clusters(dissolves)
    .map((blend) => clip(blend, taken))
    .filter(({ from, to }) => to - from >= limits.shortestDissolve);
  const soft = [...gradual, ...blends.map(dissolve)].sort(byPlace);
  const start: Transition = {
    kind: "start",
    at: 0,
    from: 0,
    to: blanks[0]?.from === 0 ? (blanks[0].fadeIn ?? 0) : 0,
  };
  return withoutDoubles([start, ...[...hard, ...merged(soft, limits.pause)].sort(byPlace)]);
}

/** Blanks, and those between the bars of a letterbox, which have no contrast along rows; these fade on both sides. */
function blanksOf({ contrast, texture }: Findings, limits: FadeLimits): Blank[] {
  const plain = findBlanks(contrast, limits);
  const boxed = findBlanks(texture, limits).filter(
    (blank) => blank.fadeOut !== null && blank.fadeIn !== null && !plain.some((other) => meet(blank, other)),
  );
  return [...plain, ...boxed].sort((a, b) => a.from - b.from);
}

function meet(a: Blank, b: Blank): boolean {
  const [one, other] = [extentOf(a), extentOf(b)];
  return one.from < other.to && other.from < one.to;
}

const cutAt = (at: number): Transition => ({ kind: "cut", at, from: at, to: at });

const dissolve = ({ from, to }: Dissolve): Transition => ({
  kind: "dissolve",
  at: Math.round((from + to) / 2),
  from,
  to,
});

const byPlace = (a: Transition, b: Transition): number => a.at - b.at;

/**
 * The boundary that a blank makes. The later shot starts where the picture is cut, if it is on one side; half way
 * through the blank where it fades on both.
 */
function ofBlank(
  { from, to, fadeOut, fadeIn }: Blank,
  contrast: readonly number[],
  { shortBlank }: TransitionLimits,
): Transition[] {
  const first = from === 0;
  const last = to === contrast.length;
  if (first || last) {
    const cut = first ? fadeIn === null : fadeOut === null;
    return cut && to - from > shortBlank && to - from < contrast.length ? [cutAt(first ? to : from)] : [];
  }
  if (fadeOut === null && fadeIn === null)
    return to - from > shortBlank ? [cutAt(from), cutAt(to)] : [cutAt(to)];
  const at = fadeOut === null ? from : fadeIn === null ? to : (from + to) >> 1;
  return [{ kind: "fade", at, from: fadeOut ?? from, to: fadeIn ?? to }];
}

/** Cuts in the dim part of a fade are steps of it; those at either end of a blank are known from there. */
function isGlimmer(cut: number, texture: readonly number[], fades: readonly Transition[]): boolean {
  const dim = Math.min(texture[cut - 1] ?? 0, texture[cut] ?? 0) < GLIMMER;
  return dim && fades.some(({ from, to }) => cut >= from && cut <= to);
}

/** Of dissolves that overlap, the strongest. */
function clusters(dissolves: readonly Dissolve[]): Dissolve[] {
  const kept: Dissolve[] = [];
  for (const one of [...dissolves].sort((a, b) => b.strength - a.strength))
    if (!kept.some(({ from, to }) => one.from < to && from < one.to)) kept.push(one);
  return kept;
}

/** Gradual transitions that follow one another without a pause are one: there is no shot between them. */
function merged(soft: readonly Transition[], pause: number): Transition[] {
  const kept: Transition[] = [];
  for (const one of soft) {
    const last = kept.at(-1);
    if (!last || one.from - last.to >= pause) kept.push(one);
    else kept[kept.length - 1] = unite(last, one);
  }
  return kept;
}

/** Two as one, in the place and of the kind of the longer. */
function unite(a: Transition, b: Transition): Transition {
  const longer = b.to - b.from > a.to - a.from ? b : a;
  return { ...longer, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

const extentOf = ({ from, to, fadeOut, fadeIn }: Blank) => ({ from: fadeOut ?? from, to: fadeIn ?? to });

/** What is left of a stretch around its middle; nothing where that is taken. */
function clip<S extends { readonly from: number; readonly to: number }>(
  stretch: S,
  taken: readonly { readonly from: number; readonly to: number }[],
): S {
  const middle = (stretch.from + stretch.to) / 2;
  let { from, to } = stretch;
  for (const other of taken) {
    if (other.to <= middle) from = Math.max(from, other.to);
    else to = Math.min(to, other.from);
  }
  return { ...stretch, from, to };
}

function withoutDoubles(all: readonly Transition[]): Transition[] {
  return all.filter(({ at }, n) => at !== all[n - 1]?.at);
}
