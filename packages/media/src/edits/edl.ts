import { MediaFormatError } from "../format-error.ts";
import { splitLines } from "../text.ts";
import type { FrameRate } from "../time.ts";
import { type EdlMarker, markerOf } from "./edl-marker.ts";
import { parseTimecode } from "./timecode.ts";

/** An edit decision list in the layout of CMX 3600. */
export interface Edl {
  readonly title: string | null;
  readonly events: readonly EdlEvent[];
}

/** One edit. Times are numbers of frames, counted from timecode 00:00:00:00. */
export interface EdlEvent {
  /** Line of the list, from 1. */
  readonly line: number;
  /** As it is written: `001`. */
  readonly number: string;
  /** Name of the source; `BL` is black, `AX` one that has no name of its own. */
  readonly reel: string;
  /** `V`, `A`, `A2`, `AA/V`, `B`. */
  readonly track: string;
  readonly transition: "cut" | "dissolve" | "wipe" | "key";
  readonly sourceIn: number;
  readonly sourceOut: number;
  readonly recordIn: number;
  readonly recordOut: number;
  /** Of the clip that the event ends in. */
  readonly clipName: string | null;
  readonly sourceFile: string | null;
  /** Frames a second that the source runs at, from a motion memory (`M2`); null where it runs as it is. */
  readonly speed: number | null;
  readonly markers: readonly EdlMarker[];
  /** Lines below the event that say something else. */
  readonly comments: readonly string[];
}

type Writable<T> = { -readonly [key in keyof T]: T[key] };
type OpenEvent = Writable<Omit<EdlEvent, "markers" | "comments">> & {
  markers: EdlMarker[];
  comments: string[];
};

const TRANSITIONS = { C: "cut", D: "dissolve", W: "wipe", K: "key" } as const;

/**
 * Reads a CMX 3600 list: title, `FCM`, events, and the comments below them that clip names, source files, locators
 * and markers are written as.
 * @param rate frames a second that its timecodes count; the list does not say.
 * @throws MediaFormatError with the line, for lines that are none of it, timecodes that the rate does not have, and
 * lists without events.
 */
export function parseEdl(text: string, rate: FrameRate): Edl {
  const events: OpenEvent[] = [];
  let title: string | null = null;
  let drop = false;
  splitLines(text).forEach((raw, at) => {
    const line = raw.trim();
    const [, head, value = ""] = /^(TITLE|FCM):\s*(.*)$/is.exec(line) ?? [];
    if (head?.toUpperCase() === "TITLE") title = value.trim();
    else if (head !== undefined) drop = /^DROP/i.test(value);
    else if (/^\d+\s/.test(line)) events.push(readEvent(line, rate, drop, at + 1));
    else if (line !== "") readNote(line, events.at(-1), rate, drop, at + 1);
  });
  if (events.length === 0) throw new MediaFormatError("No events: this is no CMX 3600 list", 1);
  return { title, events };
}

/** `001  TST V     D    010 01:00:08:08 01:00:08:18 01:00:00:09 01:00:00:19` */
function readEvent(text: string, rate: FrameRate, drop: boolean, line: number): OpenEvent {
  const words = text.split(/\s+/);
  const [number = "", reel = "", track = "", effect = ""] = words;
  const transition = TRANSITIONS[effect[0]?.toUpperCase() as keyof typeof TRANSITIONS];
  if (words.length < 8 || words.length > 10 || transition === undefined)
    throw new MediaFormatError(
      `Line ${line}: expected an event (number, reel, track, transition, four timecodes), found ${JSON.stringify(text.slice(0, 80))}`,
      line,
    );
  const [sourceIn, sourceOut, recordIn, recordOut] = words
    .slice(-4)
    .map((timecode) => readTimecode(timecode, rate, drop, line)) as [number, number, number, number];
  if (sourceOut < sourceIn || recordOut < recordIn)
    throw new MediaFormatError(`Line ${line}: the event ends before it starts`, line);
  return {
    ...{ line, number, reel, track, transition, sourceIn, sourceOut, recordIn, recordOut },
    ...{ clipName: null, sourceFile: null, speed: null, markers: [], comments: [] },
  };
}

/** What stands below an event says something of it. */
function readNote(
  line: string,
  event: OpenEvent | undefined,
  rate: FrameRate,
  drop: boolean,
  at: number,
): void {
  if (!event) {
    if (line.startsWith("*")) return;
    throw new MediaFormatError(
      `Line ${at}: expected TITLE or an event, found ${JSON.stringify(line.slice(0, 80))}`,
      at,
    );
  }
  const note = line.replace(/^\*\s*/, "");
  const [, key = "", value = ""] =
    /^(FROM CLIP NAME|TO CLIP NAME|SOURCE FILE|FROM FILE):\s*(.*)$/is.exec(note) ?? [];
  const speed = /^M2\s+\S+\s+(-?\d+(?:\.\d+)?)\s/i.exec(note)?.[1];
  const marker = markerOf(note, event.recordIn, (timecode) => readTimecode(timecode, rate, drop, at));
  if (speed !== undefined) event.speed = Number(speed);
  else if (marker) event.markers.push(marker);
  else if (/FILE$/i.test(key)) event.sourceFile = value.trim();
  // A transition names both clips: the event lasts in the one that it goes to.
  else if (/^TO/i.test(key) || (key !== "" && event.clipName === null)) event.clipName = value.trim();
  else if (key === "") event.comments.push(note);
}

function readTimecode(text: string, rate: FrameRate, drop: boolean, line: number): number {
  const frame = parseTimecode(text, rate, drop);
  if (frame !== undefined) return frame;
  const kind = drop ? "drop frame timecode" : "timecode";
  const fps = Number((rate.num / rate.den).toFixed(3));
  throw new MediaFormatError(
    `Line ${line}: ${JSON.stringify(text)} is no ${kind} at ${fps} frames a second`,
    line,
  );
}
