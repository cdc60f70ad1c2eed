import type { IndexMoment } from "cutstream";
import { expect, test } from "vitest";
import { areaOf, levelsOf } from "./loudness.ts";

const sound = (start: number, end: number, label: string, lufs?: number): IndexMoment => ({
  id: `${start}`,
  start,
  end,
  text: "",
  language: null,
  labels: [label],
  metadata: lufs === undefined ? {} : { loudness_lufs: lufs },
  detail: null,
});

test("what was measured is drawn between quiet and loud; silence and crowds are not levels of their own", () => {
  const levels = levelsOf([
    sound(0, 2, "music", -27.5),
    sound(1, 2, "crowd-peak", -6),
    sound(2, 3, "silence"),
    sound(3, 5.5, "speech", -80),
    sound(5.5, 6, "noise", 0),
  ]);
  expect(levels).toEqual([
    { start: 0, end: 2, level: 0.5 },
    { start: 3, end: 5.5, level: 0 },
    { start: 5.5, end: 6, level: 1 },
  ]);
  expect(areaOf(levels)).toBe("M0 1V0.5H2V1ZM3 1V1H5.5V1ZM5.5 1V0H6V1Z");
});
