import { FLICKS_PER_SECOND, type FrameRate, parseRational } from "@cutstream/media";
import type { TimeInput } from "../api/timeline.ts";
import { CutstreamError } from "../errors.ts";

/** A time as an exact fraction of frames. */
interface FramePosition {
  readonly num: bigint;
  readonly den: bigint;
}

/** A frame chosen for a time, and by how much it is off: chosen minus asked, in frames. */
export interface ChosenFrame {
  readonly frame: number;
  readonly error: number;
}

/**
 * Chooses the frame boundary nearest to a time, by exact arithmetic.
 * @param path where the time stands in the request, for the error.
 * @throws CutstreamError `invalid_time` where it is no time, or more than half a frame outside the video.
 */
export function chooseFrame(time: TimeInput, rate: FrameRate, frameCount: number, path: string): ChosenFrame {
  const { num, den } = position(time, rate, path);
  const frame = Number(floorDivide(2n * num + den, 2n * den));
  if (2n * num < -den || 2n * num > den * BigInt(2 * frameCount + 1)) {
    const seconds = (frameCount * rate.den) / rate.num;
    throw new CutstreamError(
      "invalid_time",
      `${path} is ${show(time)}, outside the video's ${frameCount} frames (${seconds.toFixed(3)} s).`,
      { path },
    );
  }
  const chosen = Math.min(frameCount, Math.max(0, frame));
  return { frame: chosen, error: Number(BigInt(chosen) * den - num) / Number(den) };
}

/**
 * Reads seconds, or an exact fraction of them, as the nearest flick.
 * @returns undefined where it is no such time.
 */
export function parseFlicks(time: number | string): number | undefined {
  const seconds = typeof time === "number" ? exactDecimal(time) : fraction(time);
  if (!seconds) return undefined;
  const { num, den } = seconds;
  return Number(floorDivide(2n * num * BigInt(FLICKS_PER_SECOND) + den, 2n * den));
}

function position(time: TimeInput, rate: FrameRate, path: string): FramePosition {
  if (typeof time === "object" && time !== null) {
    if (!Number.isSafeInteger(time.frame)) throw invalid(time, path);
    return { num: BigInt(time.frame), den: 1n };
  }
  const seconds = typeof time === "number" ? exactDecimal(time) : fraction(time);
  if (!seconds) throw invalid(time, path);
  return { num: seconds.num * BigInt(rate.num), den: seconds.den * BigInt(rate.den) };
}

/** The decimal number that a person sees when a float is printed, exactly: 0.1 is one tenth. */
function exactDecimal(value: number): FramePosition | undefined {
  if (!Number.isFinite(value) || Math.abs(value) > 1e9) return undefined;
  const [mantissa = "0", exponent = "0"] = value.toString().split("e");
  const [whole = "0", decimals = ""] = mantissa.split(".");
  const scale = decimals.length - Number(exponent);
  const digits = BigInt(whole + decimals);
  return scale >= 0
    ? { num: digits, den: 10n ** BigInt(scale) }
    : { num: digits * 10n ** BigInt(-scale), den: 1n };
}

function fraction(text: string): FramePosition | undefined {
  const rational = parseRational(text);
  if (rational) return { num: BigInt(rational.num), den: BigInt(rational.den) };
  return /^-?\d{1,12}\.\d{1,12}$/.test(text.trim()) ? exactDecimal(Number(text)) : undefined;
}

const floorDivide = (num: bigint, den: bigint): bigint =>
  num >= 0n ? num / den : -((-num + den - 1n) / den);

const show = (time: TimeInput): string => (typeof time === "object" ? JSON.stringify(time) : String(time));

const invalid = (time: TimeInput, path: string): CutstreamError =>
  new CutstreamError("invalid_time", `${path} is ${show(time)}, which is no time.`, { path });
