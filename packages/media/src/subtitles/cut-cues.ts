import { FLICKS_PER_SECOND } from "../time.ts";
import type { Cue } from "./cue.ts";

/** A word of a cue with what stands before it: a space, a line break or nothing. */
export interface CuePart {
  /** Flicks from which it is said. */
  readonly start: number;
  readonly text: string;
}

/** A cue that may know when its words are said. */
export interface TimedCue extends Cue {
  /** In order; their texts, joined, are the cue's. */
  readonly parts?: readonly CuePart[];
}

/** What a cut leaves of a cue must last this long in flicks, a frame of film, or it is dropped: nobody reads it. */
export const SHORTEST_REMAINDER = FLICKS_PER_SECOND / 24;

/**
 * What is shown of cues within `[from, to)` flicks: cut at both ends, with all of their text. A cue of which less than
 * {@link SHORTEST_REMAINDER} is left is dropped; one that was not cut stays, however short.
 */
export function cutCues(cues: readonly TimedCue[], from: number, to: number): TimedCue[] {
  return cues.flatMap((cue) => {
    const start = Math.max(cue.start, from);
    const end = Math.min(cue.end, to);
    if (end <= start) return [];
    if (start === cue.start && end === cue.end) return [cue];
    return end - start < SHORTEST_REMAINDER ? [] : [{ ...cue, start, end }];
  });
}

/** Cues `by` flicks later. */
export function moveCues(cues: readonly TimedCue[], by: number): TimedCue[] {
  return cues.map((cue) => ({
    ...cue,
    start: cue.start + by,
    end: cue.end + by,
    ...(cue.parts && { parts: cue.parts.map(({ start, text }) => ({ start: start + by, text })) }),
  }));
}
