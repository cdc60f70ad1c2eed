import { cutLookahead, isCut } from "./cuts.ts";
import { type Dissolve, dissolveAround } from "./dissolves.ts";
import { BLANK } from "./fades.ts";
import { FrameSeries } from "./frame-series.ts";
import type { FrameView } from "./frame-view.ts";
import { joinFindings, type Transition, type TransitionLimits } from "./transitions.ts";

/** Seconds. */
const LONGEST_FLASH = 0.2;
const LONGEST_FADE = 5;
const SHORT_BLANK = 0.5;
const PAUSE = 0.35;
const SHORTEST_DISSOLVE = 0.24;
const WINDOWS = [0.24, 0.36, 0.52, 0.8, 1.2, 1.8, 2.6, 3.6];
/** Between two places where a dissolve is looked for. */
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
  }

  /**
   * Everything found so far.
   * @returns transitions in order; those in the last ten seconds may still change.
   */
  transitions(): Transition[] {
    return joinFindings(
      {
        contrast: this.#series.contrast,
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
    const found = dissolveAround(this.#series, centre, this.#windows, (from, to) => this.#isFree(from, to));
    if (found) this.#dissolves.push(found);
  }

  #isFree(from: number, to: number): boolean {
    return from >= 0 && to < this.length && !this.#cuts.some((cut) => cut > from && cut <= to);
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
