import type { IndexMoment, Json } from "cutstream";
import { expect, test } from "vitest";
import { areaOf, loudnessOf } from "./loudness.ts";

const whole = (detail: Json): IndexMoment => ({
  id: "m",
  start: 4,
  end: 7,
  text: "",
  language: null,
  labels: ["loudness"],
  metadata: {},
  detail,
});

test("levels lie between what is as good as silent and full scale", () => {
  const moments = [whole({ curve: { seconds: 0.5, lufs: [-120, -40, -22.5, -5, 0] } })];
  expect(loudnessOf(moments)).toEqual({ seconds: 0.5, levels: [0, 0, 0.5, 1, 1] });
});

test.each([null, {}, { curve: null }, { curve: { seconds: "1", lufs: [] } }, { curve: { seconds: 1 } }, []])(
  "of %j nothing is drawn",
  (detail) => expect(loudnessOf([whole(detail as Json)])).toBeUndefined(),
);

test("the area goes there above the middle, and back below it", () => {
  expect(areaOf({ seconds: 2, levels: [1, 0.5] })).toBe("M1 0L3 0.25L3 0.75L1 1Z");
  expect(areaOf({ seconds: 2, levels: [] })).toBe("");
});
