import { expect, test } from "vitest";
import { silentFrame } from "./silence.ts";

const bits = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");

test("a silent frame of one channel is an empty single channel element", () => {
  const element = ["000", "0000", "00000000", "0", "00", "0", "000000", "0", "0", "0", "0"].join("");
  expect(bits(silentFrame(1))).toBe(`${element}111`);
});

test("a silent frame of two channels is an empty pair with a common window", () => {
  const stream = ["00000000", "0", "0", "0"].join("");
  const element = ["001", "0000", "1", "0", "00", "0", "000000", "0", "00", stream, stream].join("");
  expect(bits(silentFrame(2))).toBe(`${element}11100`);
});
