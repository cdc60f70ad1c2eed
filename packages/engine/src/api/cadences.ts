import type { Page } from "../seams/catalog.ts";
import type { MusicInput } from "./music.ts";
import type { TimeInput } from "./timeline.ts";

/** How long something lasts: seconds, an exact fraction of seconds such as `"1001/30000"`, or a number of frames. */
export type LengthInput = number | string | { readonly frames: number };

/** The pattern that a reel is laid out by: which clips follow one another, how long it all lasts, where cuts fall. */
export interface Cadence {
  /** For people. Default its id. */
  readonly name?: string;
  /** Mega asset whose clips it takes where a request names none. */
  readonly mega?: string;
  /** How long the reel lasts, opening and closing clips among it. */
  readonly length: LengthInput;
  /** Repeated from its beginning until the reel is full. */
  readonly slots: readonly CadenceSlot[];
  /** How often the best titles come back. Default: not. */
  readonly returns?: CadenceReturns;
  /**
   * Times that one title is shown at most, opening and returns among them. Default 1, or 3 where titles come back. Where
   * the ranking is used up, titles are shown again from the best on, up to this.
   */
  readonly cap?: number;
  readonly opening?: FixedClip;
  readonly closing?: FixedClip;
  /** Where cuts should fall, in the reel's time. */
  readonly beats?: BeatsInput;
  /** Sound under all cuts. */
  readonly music?: CadenceMusic;
  /** What a slot shows of a title that lacks its clip type. Default `nearest`. */
  readonly fallback?: CadenceFallback;
  /** Frames below which no clip is cut. Default 12. */
  readonly shortest?: number;
  /** Scores that differ by no more than this count as equal: the seed decides between them. Default 0. */
  readonly ties?: number;
}

/** A place in the pattern. */
export interface CadenceSlot {
  /** Clip type. */
  readonly clip: string;
  /** The heavier, the better the title that it shows. Default: the frames that clips of its type nominally have. */
  readonly weight?: number;
}

/** Every so many slots the best titles come back, in turn. */
export interface CadenceReturns {
  /** How many titles, from the best on. */
  readonly top: number;
  /** Each so manieth slot is theirs; 2 or more. */
  readonly every: number;
}

/** A clip that is shown whatever the ranking says. */
export interface FixedClip {
  readonly title: string;
  readonly clip: string;
}

/** Beats at a steady pace, from the first one on, or one by one. */
export type BeatsInput =
  | { readonly bpm: number; readonly offset?: LengthInput }
  | { readonly every: LengthInput; readonly offset?: LengthInput }
  | { readonly at: readonly TimeInput[] };

/** Music as a timeline has it; without a video it is the sound of the mega asset itself. */
export interface CadenceMusic extends Omit<MusicInput, "video"> {
  readonly video?: string;
}

/**
 * Which other clip types stand in: `nearest`: shorter ones, the longest first, then longer ones, the shortest first and
 * cut to the slot's length; `shorter`: shorter ones alone; `none`; or types by name, in order.
 */
export type CadenceFallback = "nearest" | "shorter" | "none" | readonly string[];

/** A cadence that is kept. */
export interface CadenceView {
  readonly id: string;
  /** Counts up with every change, from 1. */
  readonly revision: number;
  readonly cadence: Cadence;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Cadences, by ids that people give them. Throws {@link CutstreamError}s only. */
export interface CadenceService {
  /** Stores a cadence, in place of the one that has this id. @throws `invalid_cadence` */
  put(id: string, cadence: Cadence): Promise<CadenceView>;
  /** @throws `cadence_not_found` */
  get(id: string): Promise<CadenceView>;
  list(query: { cursor?: string; limit?: number }): Promise<Page<CadenceView>>;
  /** Reels that were made by it play on. @throws `cadence_not_found` */
  delete(id: string): Promise<void>;
}
