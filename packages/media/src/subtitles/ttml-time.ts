import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND, type FrameRate } from "../time.ts";

/** What times in a TTML document are counted in (TTML2 §7.2). */
export interface TtmlClock {
  readonly frameRate: FrameRate;
  readonly subFrameRate: number;
  /** Ticks a second. */
  readonly tickRate: number;
}

const CLOCK_TIME = /^(\d{2,}):([0-5]\d):([0-5]\d)(?:\.(\d+)|:(\d{2,})(?:\.(\d+))?)?$/;
const OFFSET_TIME = /^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$/;

/**
 * The clock that the root element's attributes set.
 * @param attribute value of an attribute by its local name.
 * @throws MediaFormatError with the line, for rates that are none, and for time bases other than media time.
 */
export function readTtmlClock(attribute: (name: string) => string | undefined, line: number): TtmlClock {
  const integer = (name: string): number | undefined => {
    const value = attribute(name)?.trim();
    if (value === undefined) return undefined;
    if (!/^[1-9]\d{0,8}$/.test(value)) throw wrong(name, value, line);
    return Number(value);
  };
  const base = attribute("timeBase")?.trim() ?? "media";
  const drop = attribute("dropMode")?.trim() ?? "nonDrop";
  if (base === "clock") throw wrong("timeBase", base, line);
  if (base === "smpte" && drop !== "nonDrop") throw wrong("dropMode", drop, line);
  const given = integer("frameRate");
  const multiplier = attribute("frameRateMultiplier")?.trim() ?? "1 1";
  const [, num, den] = /^([1-9]\d{0,5})[ :]([1-9]\d{0,5})$/.exec(multiplier) ?? [];
  if (num === undefined || den === undefined) throw wrong("frameRateMultiplier", multiplier, line);
  const frameRate = { num: (given ?? 30) * Number(num), den: Number(den) };
  const subFrameRate = integer("subFrameRate") ?? 1;
  const framesTick = given === undefined ? 1 : (frameRate.num * subFrameRate) / frameRate.den;
  return { frameRate, subFrameRate, tickRate: integer("tickRate") ?? framesTick };
}

/**
 * A time expression in flicks (TTML2 §12.3.1): `00:00:01.5`, `00:00:01:12`, `1.5s`, `36f`, `15000000t`.
 * @throws MediaFormatError with the line.
 */
export function readTtmlTime(text: string, clock: TtmlClock, line: number): number {
  const [, amount, unit] = OFFSET_TIME.exec(text.trim()) ?? [];
  if (amount !== undefined && unit !== undefined) return Math.round(Number(amount) * flicksPer(unit, clock));
  const [match, hours, minutes, seconds, fraction, frames, subFrames] = CLOCK_TIME.exec(text.trim()) ?? [];
  if (match === undefined)
    throw new MediaFormatError(`Line ${line}: expected a time, found ${JSON.stringify(text)}`, line);
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const part = fraction === undefined ? 0 : Number(`0.${fraction}`) * FLICKS_PER_SECOND;
  const frame = Number(frames ?? 0) + Number(subFrames ?? 0) / clock.subFrameRate;
  return Math.round(whole * FLICKS_PER_SECOND + part + frame * flicksPer("f", clock));
}

function flicksPer(unit: string, { frameRate, tickRate }: TtmlClock): number {
  switch (unit) {
    case "h":
      return 3600 * FLICKS_PER_SECOND;
    case "m":
      return 60 * FLICKS_PER_SECOND;
    case "ms":
      return FLICKS_PER_SECOND / 1000;
    case "f":
      return (FLICKS_PER_SECOND * frameRate.den) / frameRate.num;
    case "t":
      return FLICKS_PER_SECOND / tickRate;
    default:
      return FLICKS_PER_SECOND;
  }
}

const wrong = (name: string, value: string, line: number): MediaFormatError =>
  new MediaFormatError(`Line ${line}: ${name} is ${JSON.stringify(value)}, which is not read here`, line);
