import { cutLookahead, isCut } from "./cuts.ts";
import { refineEnds } from "./dissolve-ends.ts";
import { type Dissolve, dissolveAround, dissolveBetween } from "./dissolves.ts";
import { BLANK } from "./fades.ts";
import { FrameSeries } from "./frame-series.ts";
import type { FrameView } from "./frame-view.ts";
import { joinFindings, type Transition, type TransitionLimits } from "./transitions.ts";

/** Seconds that a flash of light or a blink of black lasts at most: the shot goes on after it. */
const LONGEST_FLASH = 0.2;
/** Seconds that a fade, to blank or from it, lasts at most. */
const LONGEST_FADE = 5;
/** Seconds up to which black between two cuts is no shot of its own. */
const SHORT_BLANK = 0.5;
/** Seconds without which there is no shot between two gradual transitions. */
const PAUSE = 0.35;
/** Seconds that a dissolve lasts at least: motion does as much in less. */
const SHORTEST_DISSOLVE = 0.24;
/** Seconds of the windows in which dissolves are looked for; a dissolve of half or twice the time shows in one, too. */
const WINDOWS = [0.24, 0.36, 0.52, 0.8, 1.2, 1.8, 2.6, 3.6];
/** Seconds between two places where a dissolve is looked for. */
const STRIDE = 0.08;

/** Fewest frames of a window in which a dissolve is looked for. */
const FEWEST_FRAMES = 6;

/** Contrast of a picture that goes blank for a moment, and its difference from the one that comes back. */
const FLASH = { contrast: 10, change: 0.25 } as const;

/** Finds what parts the shots of a video, frame after frame. */
export class TransitionFinder {
  readonly #series: FrameSeries;
  readonly #flash: number;
  readonly #windows: readonly number[];
  readonly #stride: number;
  readonly #limits: TransitionLimits;
  readonly #cuts: number[] = [];
  readonly #dissolves: Dissolve[] = [];
  #lastTwo: [Dissolve | undefined, Dissolve | undefined] = [undefined, undefined];
  readonly #flashes = new Set<number>();

  /** @param rate frames a second. */
  constructor(rate: number) {
    const frames = (seconds: number) => Math.max(1, Math.round(seconds * rate));
    this.#flash = Math.max(3, frames(LONGEST_FLASH));
    this.#windows = [...new Set(WINDOWS.map((seconds) => Math.max(FEWEST_FRAMES, frames(seconds))))];
    this.#stride = frames(STRIDE);
    this.#limits = {
      longestFade: frames(LONGEST_FADE),
      shortBlank: frames(SHORT_BLANK),
      shortestDissolve: frames(SHORTEST_DISSOLVE),
      pause: frames(PAUSE),
    };
    this.#series = new FrameSeries(2 * this.#reach + 2);
  }

  /** Frames seen. */
  get length(): number {
    return this.#series.length;
  }

  /** Takes the next frame. */
  push(view: FrameView): void {
    this.#series.push(view);
    this.#look(this.length);
  }

  /** Call once, after the last frame. */
  end(): void {
    for (let ahead = 1; ahead <= this.#reach; ahead++) this.#look(this.length + ahead);
    this.#noteDissolve(undefined);
  }

  /**
   * Everything found so far.
   * @returns transitions in order; those in the last ten seconds may still change.
   */
  transitions(): Transition[] {
    return joinFindings(
      {
        contrast: this.#series.contrast,
        texture: this.#series.texture,
        cuts: this.#cuts,
        dissolves: this.#dissolves,
        isFlash: ({ from, to }) => to - from <= this.#flash && this.#flashes.has(from),
      },
      this.#limits,
    );
  }

  /** Frames on either side of the widest window, and what a flash takes. */
  get #reach(): number {
    return ((this.#windows.at(-1) ?? 0) >> 1) + 2 * this.#flash;
  }

  /** Judges the frames whose surroundings are known once `seen` frames are. */
  #look(seen: number): void {
    const cut = seen - 1 - cutLookahead(this.#flash);
    if (cut > 0 && cut < this.length) {
      if (isCut(this.#series, cut, this.#flash)) this.#cuts.push(cut);
      this.#noteFlash(cut);
    }
    const centre = seen - 1 - this.#reach;
    if (centre <= 0 || centre >= this.length || centre % this.#stride !== 0) return;
    this.#noteDissolve(
      dissolveAround(this.#series, centre, this.#windows, (from, to) => this.#isFree(from, to)),
    );
  }

  /** Keeps a dissolve that is stronger than those found one stride before and after, if it is one between its own ends. */
  #noteDissolve(next: Dissolve | undefined): void {
    const [before, last] = this.#lastTwo;
    this.#lastTwo = [last, next];
    if (!last || last.strength < (before?.strength ?? 0) || last.strength <= (next?.strength ?? 0)) return;
    const ends = refineEnds(this.#series, last, (from, to) => this.#isFree(from, to));
    const sure = dissolveBetween(this.#series, ends.from - 1, ends.to);
    if (sure) this.#dissolves.push({ ...ends, strength: sure.strength });
  }

  /** Whether there are such frames, none of them blank and no cut among them. */
  #isFree(from: number, to: number): boolean {
    if (from < 0 || to >= this.length) return false;
    for (let frame = from; frame <= to; frame++) {
      if ((this.#series.contrast[frame] ?? 0) < BLANK) return false;
    }
    return (this.#cuts.findLast((cut) => cut <= to) ?? 0) <= from;
  }

  /** Notes frames at which the picture goes blank and comes back, the same, within a flash's time. */
  #noteFlash(frame: number): void {
    const { contrast } = this.#series;
    if ((contrast[frame] ?? 0) >= BLANK || (contrast[frame - 1] ?? 0) < BLANK) return;
    const isVisible = (place: number) => (contrast[place] ?? 0) >= FLASH.contrast;
    for (let before = frame - 1; before >= frame - 1 - this.#flash; before--) {
      for (let after = frame + 1; after <= frame + this.#flash; after++) {
        if (!isVisible(before) || !isVisible(after)) continue;
        const difference = this.#series.difference(before, after);
        if (difference !== undefined && difference < FLASH.change) this.#flashes.add(frame);
      }
    }
  }
}
