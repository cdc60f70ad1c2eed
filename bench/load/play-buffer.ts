/** What a viewer saw, in seconds. */
export interface Playback {
  /** From pressing play to the first frame; undefined where there was none. */
  readonly start: number | undefined;
  readonly stalls: number;
  readonly stalled: number;
}

/** How much a player wants to have before it starts, and before it goes on after a stall, in seconds. */
const START = 1;
const RESUME = 1;

/**
 * Keeps account of what a player has loaded of each of its tracks and how far it has played: it starts with a second of
 * all of them, plays at the pace of the clock, and stalls where the shortest ends before the film does. Time is given,
 * in seconds.
 */
export class PlayBuffer {
  readonly #length: number;
  readonly #pressed: number;
  readonly #loaded: number[];
  #position = 0;
  #last: number;
  #start: number | undefined;
  /** Since when it stalls. */
  #waiting: number | undefined;
  #stalls = 0;
  #stalled = 0;

  /** @param length seconds of the film. @param tracks how many there are. @param now when play was pressed. */
  constructor(length: number, tracks: number, now: number) {
    this.#length = length;
    this.#pressed = now;
    this.#last = now;
    this.#loaded = new Array(tracks).fill(0);
  }

  /** So many seconds more of a track are there. */
  add(track: number, seconds: number, now: number): void {
    this.#advance(now);
    this.#loaded[track] = (this.#loaded[track] ?? 0) + seconds;
    const ready = this.#end();
    const enough = (wanted: number) => ready - this.#position >= wanted || ready >= this.#length;
    if (this.#start === undefined && enough(START)) this.#start = now - this.#pressed;
    if (this.#waiting !== undefined && enough(RESUME)) {
      this.#stalled += now - this.#waiting;
      this.#waiting = undefined;
    }
  }

  /** Seconds of a track that are loaded and not played yet. */
  ahead(track: number, now: number): number {
    this.#advance(now);
    return (this.#loaded[track] ?? 0) - this.#position;
  }

  /** What was seen until now. */
  playback(now: number): Playback {
    this.#advance(now);
    const stalled = this.#stalled + (this.#waiting === undefined ? 0 : now - this.#waiting);
    return { start: this.#start, stalls: this.#stalls, stalled };
  }

  #end(): number {
    return Math.min(this.#length, ...this.#loaded);
  }

  #advance(now: number): void {
    const passed = now - this.#last;
    this.#last = now;
    if (this.#start === undefined || this.#waiting !== undefined) return;
    const end = this.#end();
    const reached = this.#position + passed;
    this.#position = Math.min(end, reached);
    if (reached <= end || end >= this.#length) return;
    this.#stalls++;
    this.#waiting = now - (reached - end);
  }
}
