import { FLICKS_PER_SECOND, type FrameRate } from "@cutstream/media";
import type { BeatsInput, LengthInput } from "../../api/cadences.ts";
import { parseFlicks } from "../../timeline/time-input.ts";
import { frameAt, framesOf } from "./frame-lengths.ts";

/** Beats of music as frames of a reel. */
export interface BeatGrid {
  /** The latest beat at or before a frame; undefined where none is. */
  lastUpTo(frame: number): number | undefined;
}

/**
 * Lays beats out. Each is rounded to its frame by itself, so that nothing adds up.
 * @throws CutstreamError `invalid_time` where a length or a time is none.
 */
export function beatGrid(beats: BeatsInput, rate: FrameRate): BeatGrid {
  if ("at" in beats) return listed(beats.at.map((time, n) => frameAt(time, rate, `beats.at[${n}]`)));
  const offset = framesOf(beats.offset ?? 0, rate, "beats.offset");
  const pace = "bpm" in beats ? paceOf(beats.bpm, rate) : paceEvery(beats.every, rate);
  return steady(BigInt(offset), pace);
}

/** Frames from one beat to the next, as a fraction. */
interface Pace {
  readonly num: bigint;
  readonly den: bigint;
}

/** Thousandths of beats a minute are told apart. */
function paceOf(bpm: number, { num, den }: FrameRate): Pace {
  return { num: 60_000n * BigInt(num), den: BigInt(Math.round(bpm * 1000)) * BigInt(den) };
}

function paceEvery(every: LengthInput, rate: FrameRate): Pace {
  if (typeof every === "object") return { num: BigInt(every.frames), den: 1n };
  const flicks = parseFlicks(every);
  if (flicks === undefined || flicks <= 0)
    return { num: BigInt(framesOf(every, rate, "beats.every")), den: 1n };
  return { num: BigInt(flicks) * BigInt(rate.num), den: BigInt(FLICKS_PER_SECOND) * BigInt(rate.den) };
}

function steady(offset: bigint, { num, den }: Pace): BeatGrid {
  const beat = (n: bigint): bigint => offset + (2n * n * num + den) / (2n * den);
  return {
    lastUpTo(frame) {
      const from = BigInt(frame) - offset;
      if (from < 0n) return undefined;
      let n = (from * den) / num + 1n;
      while (n > 0n && beat(n) > BigInt(frame)) n--;
      return Number(beat(n));
    },
  };
}

function listed(frames: readonly number[]): BeatGrid {
  const sorted = [...frames].sort((a, b) => a - b);
  return { lastUpTo: (frame) => sorted.findLast((beat) => beat <= frame) };
}
