import { expect, it } from "vitest";
import { addLimit } from "./limits.ts";

it("limits are read by their names, one beside the other", () => {
  expect(addLimit("lateness=500", addLimit("compose=64"))).toEqual({ compose: 64, lateness: 500 });
});

it.each(["", "compose", "compose=", "compose=-1", "compose=x", "toString=1", "speed=1"])(
  "%j is no limit, and what there is is said",
  (text) => {
    expect(() => addLimit(text)).toThrow(/compose=128 .* lateness=200/);
  },
);
