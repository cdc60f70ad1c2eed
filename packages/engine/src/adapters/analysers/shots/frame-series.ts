import { differenceOf } from "./difference.ts";
import type { FrameView } from "./frame-view.ts";

/** What was measured of every frame of a video so far, and views of the last of them. */
export class FrameSeries {
  /** Standard deviation of each frame's luma. */
  readonly contrast: number[] = [];
  /** The same along rows only. */
  readonly texture: number[] = [];
  /** How much of each frame is not in the one before it ({@link differenceOf}); 0 for the first. */
  readonly change: number[] = [];
  readonly #views: (FrameView | undefined)[] = [];
  readonly #kept: number;

  /** @param kept number of frames whose views are kept. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Frames seen. */
  get length(): number {
    return this.change.length;
  }

  /** Adds the next frame. */
  push(view: FrameView): void {
    const before = this.#views.at(-1);
    this.#views.push(view);
    this.contrast.push(view.contrast);
    this.texture.push(view.texture);
    this.change.push(before ? differenceOf(before, view) : 0);
    // The list grows to twice its size before it is cut, so that cutting costs nothing to speak of.
    if (this.#views.length > 2 * this.#kept) this.#views.splice(0, this.#kept);
  }

  /** The view of a frame; undefined where it is not kept any more, or not there. */
  view(frame: number): FrameView | undefined {
    return this.#views[frame - (this.length - this.#views.length)];
  }

  /** {@link differenceOf} two frames; undefined where one is not kept. */
  difference(from: number, to: number): number | undefined {
    const [a, b] = [this.view(from), this.view(to)];
    return a && b && differenceOf(a, b);
  }
}
