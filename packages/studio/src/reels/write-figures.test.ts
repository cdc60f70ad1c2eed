import { expect, test } from "vitest";
import { firstDay } from "./period.ts";
import { writeDifference, writeEstimate, writeShare } from "./write-figures.ts";

test("figures are written with their intervals", () => {
  const share = { value: 0.42, low: 0.381, high: 0.4601 };
  expect(writeShare({ count: 42, of: 100, share })).toBe("42.0 % (38.1–46.0)");
  expect(writeShare({ count: 0, of: 0, share: null })).toBe("–");
  expect(writeEstimate({ value: 12.34, low: 11.84, high: 12.86 }, "s")).toBe("12.3 s (11.8–12.9)");
  expect(writeEstimate(null)).toBe("–");
  expect([0.012, -0.012].map(writeDifference)).toEqual(["+1.2 points", "−1.2 points"]);
});

test("a period counts today", () => {
  const now = Date.UTC(2026, 10, 22, 1);
  expect([firstDay("today", now), firstDay("week", now), firstDay("all", now)]).toEqual([
    "2026-11-22",
    "2026-11-16",
    undefined,
  ]);
});
