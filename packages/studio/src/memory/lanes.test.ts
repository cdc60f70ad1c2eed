import type { IndexMoment } from "cutstream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { itemAt, itemsBetween, lanesOf } from "./lanes.ts";

const moment = (start: number, end: number, more: Partial<IndexMoment> = {}): IndexMoment => ({
  id: `${start}-${end}`,
  start,
  end,
  text: "",
  language: null,
  labels: [],
  metadata: {},
  detail: null,
  ...more,
});

test("analysers come in their order, then one's own indexes by name; vectors are not shown", () => {
  const names = ["zebra", "sound", "looks", "speech", "events", "shots", "scenes"];
  const lanes = lanesOf(names.map((name) => ({ name, moments: [] })));
  expect(lanes.map(({ name }) => name)).toEqual(["shots", "scenes", "speech", "sound", "events", "zebra"]);
});

test("moments of one row do not overlap, as long as there are rows", () => {
  const any = fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(fc.array(any), (ranges) => {
      const moments = ranges.map(([start, length]) => moment(start, start + length));
      const [lane] = lanesOf([{ name: "events", moments }]);
      expect(lane?.items).toHaveLength(moments.length);
      for (const row of [0, 1]) {
        const own = lane?.items.filter((item) => item.row === row) ?? [];
        for (const [n, item] of own.entries())
          if (n > 0) expect(item.moment.start).toBeGreaterThanOrEqual(own[n - 1]?.moment.end ?? 0);
      }
      expect(lane?.rows).toBeLessThanOrEqual(3);
    }),
  );
});

test("items say what they are", () => {
  const titles = (name: string, ...moments: IndexMoment[]) =>
    lanesOf([{ name, moments }])[0]?.items.map(({ title, strong }) => [title, strong]);
  expect(titles("shots", moment(0, 1, { metadata: { shot: 4 } }))).toEqual([["Shot 4", false]]);
  expect(titles("sound", moment(0, 1, { labels: ["crowd-peak"], text: "crowd cheering" }))).toEqual([
    ["crowd", true],
  ]);
  expect(titles("sound", moment(0, 1, { labels: ["loudness"] }))).toEqual([]);
  expect(titles("events", moment(0, 1, { labels: ["goal", "home"] }), moment(2, 3))).toEqual([
    ["goal, home", false],
    ["moment", false],
  ]);
});

test("what is seen of a lane is what overlaps", () => {
  const [lane] = lanesOf([{ name: "shots", moments: [moment(0, 2), moment(2, 5), moment(5, 9)] }]);
  if (!lane) throw new Error("no lane");
  expect(itemsBetween(lane, 2, 5).map(({ moment }) => moment.start)).toEqual([2]);
  expect([itemAt(lane, -1), itemAt(lane, 2), itemAt(lane, 4.99), itemAt(lane, 100)]).toEqual([-1, 1, 1, 2]);
});
