import { type FrameRate, MediaFormatError } from "@cutstream/media";

/** A clip of a mega asset: one title, as one clip type. */
export interface ListedClip {
  readonly title: string;
  readonly clipType: string;
  /** Frames `[first, end)` of the mega asset, from its first one. */
  readonly first: number;
  readonly end: number;
  /** Where the list says so, from 1. */
  readonly line: number;
}

/** What a mega asset shows where: exact, in frames, whatever the list was written in. */
export interface TimecodeList {
  readonly frameRate: FrameRate;
  /** In the order of the list. */
  readonly clips: readonly ListedClip[];
}

/** Something that is wrong with a list. */
export interface ListProblem {
  /** From 1. */
  readonly line: number;
  /** `Line 7: …` */
  readonly message: string;
}

/** What a list is read with. */
export interface ListOptions {
  /** Frames a second that its timecodes count; what the list says itself must be the same. */
  readonly frameRate?: FrameRate;
  /** Timecode of the mega asset's first frame, for lists in timecode. Default `00:00:00:00`. */
  readonly startTimecode?: string;
  /**
   * Which times of an EDL or OTIO file are those of the mega asset: that of what the edit makes (`record`, default), or
   * that of what it cuts from (`source`).
   */
  readonly side?: "record" | "source";
}

/** Refuses a list. */
export function refuse(line: number, what: string): never {
  throw new MediaFormatError(`Line ${line}: ${what}`, line);
}

/** Characters of a title and of a clip type. */
const LONGEST_TITLE = 200;
export const LONGEST_CLIP_TYPE = 64;

/**
 * Checks what a clip is called. A clip type holds no bar: one separates title and clip type where a format has but one
 * name for a clip.
 * @throws MediaFormatError with the line.
 */
export function checkNames(title: string, clipType: string, line: number): void {
  if (title === "") refuse(line, "the title is missing");
  if (clipType === "") refuse(line, `the clip type of ${JSON.stringify(title)} is missing`);
  for (const [what, text, longest] of [
    ["title", title, LONGEST_TITLE],
    ["clip type", clipType, LONGEST_CLIP_TYPE],
  ] as const) {
    if (text.length > longest)
      refuse(line, `the ${what} has ${text.length} characters; ${longest} are the most`);
    if (!text.isWellFormed() || /\p{Cc}/u.test(text)) refuse(line, `the ${what} has control characters`);
  }
  if (clipType.includes("|")) refuse(line, `the clip type ${JSON.stringify(clipType)} has a bar in it`);
}
