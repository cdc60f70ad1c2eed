import { expect, test } from "vitest";
import { factsOf } from "./facts.ts";

test("facts are read as people write them", () => {
  const facts = factsOf({
    loudness_lufs: -23.4,
    crowd_peak: true,
    faces: 0,
    colours: ["red", "blue"],
    objects: { person: 2, dog: 1 },
    ocr: "x".repeat(100),
    none: null,
    no: false,
    empty: [],
  });
  expect(facts).toEqual([
    ["loudness lufs", "-23.4"],
    ["crowd peak", "yes"],
    ["faces", "0"],
    ["colours", "red, blue"],
    ["objects", "person 2, dog 1"],
    ["ocr", `${"x".repeat(80)}…`],
  ]);
});
