import { expect, test } from "vitest";
import { FLICKS_PER_SECOND } from "../time.ts";
import { withoutRepeatedLines } from "./roll-up.ts";

const cue = (start: number, end: number, text: string) => ({
  start: start * FLICKS_PER_SECOND,
  end: end * FLICKS_PER_SECOND,
  text,
});

test("each line of captions that roll comes once, and lasts until the next", () => {
  const rolling = [
    cue(1, 3, "one"),
    cue(3, 3.01, "one"),
    cue(3.02, 5, "one\ntwo"),
    cue(5, 5.01, "two"),
    cue(5.02, 7, "two\nthree"),
    cue(9, 10, "four"),
    cue(10, 11, "four\nfive"),
  ];
  expect(withoutRepeatedLines(rolling)).toEqual([
    cue(1, 3.01, "one"),
    cue(3.02, 5.01, "two"),
    cue(5.02, 7, "three"),
    cue(9, 10, "four"),
    cue(10, 11, "five"),
  ]);
});

test("something said twice in captions that do not roll stays", () => {
  const cues = [cue(1, 2, "No."), cue(2, 3, "No."), cue(3, 4, "Yes."), cue(4, 5, "Why?"), cue(5, 6, "So.")];
  expect(withoutRepeatedLines(cues)).toBe(cues);
});
