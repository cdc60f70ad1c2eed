import { FRAMES_PER_SECOND, type SoundFrame } from "./sound-frames.ts";

/** A stretch of time, in seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Mean power of both channels at and below which it is silent: -60 dBFS. */
const SILENCE = 1e-6;

/** Shortest silence, in frames. */
const SHORTEST = 0.5 * FRAMES_PER_SECOND;

/** Finds where nothing is heard for half a second and longer. */
export class SilenceFinder {
  #frame = 0;
  #since: number | null = null;

  /** Takes the next frame. @returns the silence that it ends. */
  push({ power }: Pick<SoundFrame, "power">): Stretch | undefined {
    const frame = this.#frame++;
    if (power <= SILENCE) {
      this.#since ??= frame;
      return undefined;
    }
    return this.#close(frame);
  }

  /** Call once, after the last frame. @returns the silence that goes on until then. */
  end(): Stretch | undefined {
    return this.#close(this.#frame);
  }

  #close(frame: number): Stretch | undefined {
    const since = this.#since ?? frame;
    this.#since = null;
    if (frame - since < SHORTEST) return undefined;
    return { start: since / FRAMES_PER_SECOND, end: frame / FRAMES_PER_SECOND };
  }
}

/** What is left of a stretch whose ends lie in silences; in order, by time. */
export function withoutSilentEnds<T extends Stretch>(stretch: T, silences: readonly Stretch[]): T {
  const around = (at: number) => silences.find(({ start, end }) => start <= at && at <= end);
  return {
    ...stretch,
    start: around(stretch.start)?.end ?? stretch.start,
    end: around(stretch.end)?.start ?? stretch.end,
  };
}
