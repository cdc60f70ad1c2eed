import assert from "node:assert/strict";
import { concatBytes, parseMediaSegment, rewriteDecodeTime } from "@cutstream/media";
import { mp4Seeds } from "../mp4-seeds.ts";
import { mutateBoxes } from "../mutate-boxes.ts";
import type { Target } from "../target.ts";

/** Movie fragments (ISO/IEC 14496-12 §8.8): samples lie within the bytes, and stay when the fragment is moved in time. */
export const mp4Fragments: Target = {
  name: "mp4-fragments",
  seeds: () => mp4Seeds().segments,
  mutate: mutateBoxes,
  check(input) {
    const defaults = new Map([[1, { duration: 1, size: 1, flags: 0 }]]);
    const fragments = parseMediaSegment(input, defaults);
    for (const { tracks } of fragments)
      for (const { samples } of tracks)
        for (const { offset, size } of samples)
          assert(offset >= 0 && size >= 0 && offset + size <= input.length, "a sample outside the bytes");
    const head = rewriteDecodeTime(input, 7);
    const moved = parseMediaSegment(concatBytes([head, input.subarray(head.length)]), defaults);
    const samplesOf = (all: typeof fragments) =>
      all.map(({ tracks }) => tracks.map(({ samples }) => samples));
    assert.deepEqual(samplesOf(moved), samplesOf(fragments));
  },
};
