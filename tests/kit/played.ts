import { expect } from "vitest";
import { compareToPlan, cutIndexes } from "./compare.ts";
import { decodeFrames } from "./decode.ts";
import { type CodedCut, expectedCodes } from "./server.ts";

/** The address of a stream's form without discontinuities, which ffmpeg plays exactly. */
export const continuous = (url: string): string => `${url}?form=continuous`;

/** Plays a stream with ffmpeg, and holds every picture against the cuts it was made of. */
export async function expectPlays(url: string, cuts: readonly CodedCut[], what = url): Promise<void> {
  const expected = expectedCodes(cuts);
  const frames = await decodeFrames(url);
  const { wrong, unreadable, missing, repeats } = compareToPlan(frames, expected);
  const cut = cutIndexes(expected);
  const faults = {
    frames: frames.length,
    wrong,
    unreadable,
    missing,
    repeats,
    cut: missing.length > 0 ? cut : [],
  };
  expect(faults, what).toEqual({
    frames: expected.length,
    wrong: [],
    unreadable: 0,
    missing: [],
    repeats: 0,
    cut: [],
  });
}
