import assert from "node:assert/strict";
import { concatBytes, type FragmentEvent, FragmentStream } from "@cutstream/media";
import { mp4Seeds } from "../mp4-seeds.ts";
import { mutateBoxes } from "../mutate-boxes.ts";
import type { Target } from "../target.ts";

/** A fragmented MP4 as it comes: in pieces of any size it is read as in one. */
export const mp4Stream: Target = {
  name: "mp4-stream",
  seeds: () => {
    const { inits, segments } = mp4Seeds();
    return inits.map((init) => concatBytes([init, ...segments]));
  },
  mutate: mutateBoxes,
  check(input) {
    const whole = read(input, input.length);
    assert.deepEqual(read(input, 13), whole);
  },
};

function read(input: Uint8Array, piece: number): FragmentEvent[] {
  const stream = new FragmentStream({ maxBytes: 1 << 20 });
  const events: FragmentEvent[] = [];
  for (let at = 0; at < input.length; at += piece)
    events.push(...stream.push(input.subarray(at, at + piece)));
  stream.end();
  return events;
}
