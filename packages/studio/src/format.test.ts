import { expect, test } from "vitest";
import {
  count,
  formatBytes,
  formatDuration,
  formatEdge,
  formatFrameRate,
  formatShare,
  formatTime,
} from "./format.ts";

test.each([
  [0, "0:00"],
  [59.999, "0:59"],
  [61, "1:01"],
  [3599, "59:59"],
  [3723, "1:02:03"],
])("%d seconds are the time %s", (seconds, text) => expect(formatTime(seconds)).toBe(text));

test.each([
  [0, "0:00.00"],
  [59.999, "1:00.00"],
  [7.485, "0:07.49"],
])("%d seconds are the edge %s", (seconds, text) => expect(formatEdge(seconds)).toBe(text));

test.each([
  [0.04, "0 s"],
  [7.46, "7.5 s"],
  [59.6, "1 min"],
  [65, "1 min 5 s"],
  [7800, "2 h 10 min"],
])("%d seconds last %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "1.0 MB"],
  [12_300_000, "12 MB"],
  [3e15, "3000 TB"],
])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test("rates, shares and counts are said as people say them", () => {
  expect(formatFrameRate("30000/1001")).toBe("29.97 fps");
  expect(formatFrameRate("25")).toBe("25 fps");
  expect(formatShare(0.999)).toBe("99 %");
  expect([count(1, "video"), count(0, "video")]).toEqual(["1 video", "0 videos"]);
});
