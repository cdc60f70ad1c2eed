import type { FrameRate } from "../time.ts";

const TIMECODE = /^(\d{2}):([0-5]\d):([0-5]\d)([:;.,])(\d{2,3})$/;

/** Frames that one second of timecode counts: 30 of 29.97 frames a second (SMPTE ST 12-1 §5). */
export function timecodeBase({ num, den }: FrameRate): number {
  return Math.round(num / den);
}

/** Whether drop frame timecode exists for a rate: 29.97 and 59.94 frames a second. */
export function canDropFrames(rate: FrameRate): boolean {
  const base = timecodeBase(rate);
  return (base === 30 || base === 60) && rate.num * 1001 === base * 1000 * rate.den;
}

/**
 * Number of the frame that a timecode names, counted from 00:00:00:00. A semicolon before the frames, a comma or a full
 * stop there, says drop frame: the first two frames (four of 59.94) of every minute but each tenth have no name.
 * @param drop counts as drop frame whatever the mark is.
 * @returns undefined for what is no timecode of this rate.
 */
export function parseTimecode(text: string, rate: FrameRate, drop = false): number | undefined {
  const [match, hours, minutes, seconds, mark, frames] = TIMECODE.exec(text.trim()) ?? [];
  if (match === undefined) return undefined;
  const base = timecodeBase(rate);
  const frame = Number(frames);
  if (frame >= base) return undefined;
  const minute = Number(hours) * 60 + Number(minutes);
  const count = (minute * 60 + Number(seconds)) * base + frame;
  if (!drop && mark === ":") return count;
  if (!canDropFrames(rate)) return undefined;
  const dropped = base / 15;
  if (minute % 10 !== 0 && Number(seconds) === 0 && frame < dropped) return undefined;
  return count - dropped * (minute - Math.floor(minute / 10));
}

/** Writes the name of a frame, counted from 00:00:00:00; a semicolon before the frames says drop frame. */
export function formatTimecode(frame: number, rate: FrameRate, drop = false): string {
  const base = timecodeBase(rate);
  const name = drop ? frame + namesDropped(frame, base) : frame;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const seconds = Math.floor(name / base);
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${drop ? ";" : ":"}${two(name % base)}`;
}

/** Names that were passed over before a frame: ten minutes have nine gaps, and the first minute of ten has none. */
function namesDropped(frame: number, base: number): number {
  const dropped = base / 15;
  const minute = base * 60 - dropped;
  const tenMinutes = minute * 10 + dropped;
  const rest = frame % tenMinutes;
  const gaps = rest < minute + dropped ? 0 : Math.floor((rest - dropped) / minute);
  return dropped * (Math.floor(frame / tenMinutes) * 9 + gaps);
}
