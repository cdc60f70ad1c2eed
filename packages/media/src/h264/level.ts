import type { FrameRate } from "../time.ts";

/** Level times ten, macroblocks a second, in a frame, and in the decoded picture buffer (ISO/IEC 14496-10 table A-1). */
const LEVELS = [
  [30, 40_500, 1620, 8100],
  [31, 108_000, 3600, 18_000],
  [32, 216_000, 5120, 20_480],
  [40, 245_760, 8192, 32_768],
  [42, 522_240, 8704, 34_816],
  [50, 589_824, 22_080, 110_400],
  [51, 983_040, 36_864, 184_320],
  [52, 2_073_600, 36_864, 184_320],
  [60, 4_177_920, 139_264, 696_320],
  [61, 8_355_840, 139_264, 696_320],
] as const;

/** The highest level there is. */
const HIGHEST = 62;

/** Pictures that are kept for reference and for reordering. */
const BUFFERED = 4;

/**
 * The lowest level, from 3 on, that pictures of a size and rate keep to, with four of them buffered.
 * @returns `level_idc`: the level times ten.
 */
export function levelFor(width: number, height: number, { num, den }: FrameRate): number {
  const [across, down] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const blocks = across * down;
  const found = LEVELS.find(
    ([, rate, frame, buffer]) =>
      blocks <= frame &&
      (blocks * num) / den <= rate &&
      blocks * BUFFERED <= buffer &&
      Math.max(across, down) <= Math.sqrt(8 * frame),
  );
  return found?.[0] ?? HIGHEST;
}
