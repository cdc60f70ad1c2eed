import { MediaFormatError } from "../format-error.ts";

/** A stretch of time and the text that is shown in it. */
export interface Cue {
  /** Flicks. */
  readonly start: number;
  /** Flicks; after `start`. */
  readonly end: number;
  /** Without markup, lines apart by LF, trimmed; may be empty. */
  readonly text: string;
  /** Number (SRT), identifier (WebVTT) or `xml:id` (TTML). */
  readonly id?: string;
  /** What follows the times in WebVTT (§6.3 "cue settings"), and in some SRT files. */
  readonly settings?: string;
  /** Who says it, where that is marked up and but one. */
  readonly speaker?: string;
  /** BCP 47, where the file says. */
  readonly language?: string;
}

/** What the formats know of a cue beside its time and text; what is undefined is left out of the cue. */
export type CueFacts = { readonly [key in "id" | "settings" | "speaker" | "language"]?: string | undefined };

/**
 * Makes a cue of times in flicks.
 * @throws MediaFormatError with the line, where it does not end after it starts, or beyond what can be counted.
 */
export function makeCue(start: number, end: number, text: string, line: number, facts: CueFacts = {}): Cue {
  if (!Number.isSafeInteger(end)) throw new MediaFormatError(`Line ${line}: the time is too large`, line);
  if (end <= start) throw new MediaFormatError(`Line ${line}: the cue does not end after it starts`, line);
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== "");
  return { start, end, text, ...Object.fromEntries(known) };
}

/** The lines of a text that are not blank: a blank line ends a cue in SRT and WebVTT. */
export function shownLines(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .join("\n");
}
