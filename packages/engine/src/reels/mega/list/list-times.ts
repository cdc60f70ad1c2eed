import {
  canDropFrames,
  FLICKS_PER_SECOND,
  type FrameRate,
  formatTimecode,
  parseRational,
  parseTimecode,
  reduce,
  timecodeBase,
} from "@cutstream/media";
import { refuse } from "./timecode-list.ts";

/** What the times of a list are written in: one of them throughout. */
type Notation = "frames" | "timecode" | "drop frame timecode" | "seconds";

const TIMECODE = /^\d{2}:\d{2}:\d{2}([:;.,])\d{2,3}$/;
const FRAMES = /^\d{1,12}$/;
const SECONDS = /^(\d{1,15}\/\d{1,15})s?$|^(\d{1,12})s$/;

/**
 * Reads the times of one list, all in the same notation: numbers of frames, timecodes (drop frame or not), or exact
 * seconds (`1001/30000s`, `8s`). Timecodes count from that of the first frame, the others from nought.
 */
export class ListTimes {
  readonly rate: FrameRate;
  readonly #origin: number;
  #first: { readonly notation: Notation; readonly line: number } | undefined;

  /**
   * @param startTimecode of the first frame.
   * @throws MediaFormatError where it is no timecode of the rate.
   */
  constructor(rate: FrameRate, startTimecode?: string) {
    this.rate = rate;
    if (startTimecode === undefined) {
      this.#origin = 0;
      return;
    }
    const origin = parseTimecode(startTimecode, rate);
    if (origin === undefined) refuse(1, `startTimecode: ${this.#noTimecode(startTimecode)}`);
    this.#origin = origin;
    // 00:00:00:00 and 00:00:00;00 are the same frame.
    if (origin > 0 && canDropFrames(rate)) this.#note(notationOf(startTimecode) ?? "timecode", 0);
  }

  /**
   * The frame, from the first one, at which a time stands.
   * @param drop whether its timecodes are drop frame although they are written with a colon.
   * @throws MediaFormatError with the line, for what is no time, lies between frames or before the first one, or is
   * written unlike the times before it.
   */
  frame(time: string | number, line: number, drop = false): number {
    const text = String(time).trim();
    const notation = notationOf(text, drop);
    if (notation === undefined)
      refuse(
        line,
        `${JSON.stringify(text.slice(0, 40))} is no timecode, no number of a frame and no exact seconds`,
      );
    if (notation === "seconds") {
      this.#note(notation, line);
      const [, fraction, whole] = SECONDS.exec(text) ?? [];
      return this.#ofSeconds(fraction ?? whole ?? "", text, line);
    }
    this.#note(notation, line);
    if (notation === "frames") return Number(text);
    const frame = parseTimecode(text, this.rate, drop);
    if (frame === undefined) refuse(line, this.#noTimecode(text));
    return this.#fromOrigin(frame, text, line);
  }

  /** The frame at which a number of flicks ends. @throws MediaFormatError with the line, where it is inside a frame. */
  ofFlicks(flicks: number, line: number): number {
    const frame = flicks / frameFlicks(this.rate);
    if (Number.isInteger(frame)) return frame;
    const off = Math.abs(frame - Math.round(frame)).toFixed(2);
    return refuse(
      line,
      `${(flicks / FLICKS_PER_SECOND).toFixed(6)} s lies between frames, ${off} of one off`,
    );
  }

  /** Frames from the first one of a timecode that was read already, as its number from 00:00:00:00. */
  #fromOrigin(frame: number, text: string, line: number): number {
    if (frame >= this.#origin) return frame - this.#origin;
    return refuse(
      line,
      `${text} lies before the first frame, ${formatTimecode(this.#origin, this.rate, canDropFrames(this.rate) && /[;.,]/.test(text))}`,
    );
  }

  #ofSeconds(fraction: string, text: string, line: number): number {
    const seconds = parseRational(fraction);
    if (!seconds) refuse(line, `${text} is no time`);
    const { num, den } = this.rate;
    const [frames, parts] = [BigInt(seconds.num) * BigInt(num), BigInt(seconds.den) * BigInt(den)];
    if (frames % parts === 0n) return Number(frames / parts);
    return refuse(line, `${text} lies between frames ${frames / parts} and ${frames / parts + 1n}`);
  }

  #note(notation: Notation, line: number): void {
    this.#first ??= { notation, line };
    const { notation: before, line: where } = this.#first;
    if (before === notation) return;
    const there = where === 0 ? "startTimecode is" : `line ${where} has`;
    refuse(line, `this is written in ${notation}, and ${there} ${before}`);
  }

  #noTimecode(text: string): string {
    const kind = notationOf(text) === "drop frame timecode" ? "drop frame timecode" : "timecode";
    const counted = `${showRate(this.rate)} frames a second, of which timecode counts ${timecodeBase(this.rate)}`;
    return `${JSON.stringify(text)} is no ${kind} at ${counted}`;
  }
}

function notationOf(text: string, drop = false): Notation | undefined {
  const mark = TIMECODE.exec(text)?.[1];
  if (mark !== undefined) return drop || mark !== ":" ? "drop frame timecode" : "timecode";
  if (FRAMES.test(text)) return "frames";
  return SECONDS.test(text) ? "seconds" : undefined;
}

/** Flicks that a frame lasts. */
export function frameFlicks({ num, den }: FrameRate): number {
  return (FLICKS_PER_SECOND * den) / num;
}

/** `25`, `30000/1001`: as rates are written. */
export function showRate(rate: FrameRate): string {
  const { num, den } = reduce(rate);
  return den === 1 ? String(num) : `${num}/${den}`;
}

/** Rates that decimals stand for. */
const DECIMALS: Readonly<Record<string, FrameRate>> = {
  "23.976": { num: 24_000, den: 1001 },
  "23.98": { num: 24_000, den: 1001 },
  "29.97": { num: 30_000, den: 1001 },
  "47.952": { num: 48_000, den: 1001 },
  "47.95": { num: 48_000, den: 1001 },
  "59.94": { num: 60_000, den: 1001 },
  "119.88": { num: 120_000, den: 1001 },
};

/** Reads `25`, `"30000/1001"`, or a decimal by which one of NTSC's rates is known. @returns undefined for others. */
export function parseFrameRate(text: string | number): FrameRate | undefined {
  const rate = DECIMALS[String(text).trim()] ?? parseRational(String(text));
  return rate && rate.num > 0 && Number.isInteger(frameFlicks(rate)) ? reduce(rate) : undefined;
}

/** A rate that a list states, and where. */
export interface StatedRate {
  readonly rate: string | number;
  readonly line: number;
}

/** The rate of a list that states it in many places. @throws MediaFormatError with the line of the first that differs. */
export function oneRate(given: FrameRate | undefined, stated: readonly StatedRate[]): FrameRate {
  const [first, ...others] = stated;
  const rate = listRate(given, first);
  for (const other of others) listRate(rate, other, `line ${first?.line} says`);
  return rate;
}

/**
 * The rate that a list counts in: what it says itself, what whoever gave it says, or both where they agree.
 * @param stated in the list, and where.
 * @throws MediaFormatError with the line.
 */
export function listRate(
  given: FrameRate | undefined,
  stated?: StatedRate,
  whose = "the video has",
): FrameRate {
  if (!stated) {
    if (given) return reduce(given);
    return refuse(1, "the list does not say how many frames a second it counts, and nobody else did");
  }
  const rate = parseFrameRate(stated.rate);
  if (!rate) refuse(stated.line, `${JSON.stringify(stated.rate)} is no frame rate`);
  if (given && !sameRate(rate, given))
    refuse(stated.line, `the list counts ${showRate(rate)} frames a second, and ${whose} ${showRate(given)}`);
  return rate;
}

export const sameRate = (a: FrameRate, b: FrameRate): boolean => a.num * b.den === b.num * a.den;
