import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "./geometry.ts";
import { readSchedule } from "./read-schedule.ts";
import type { TimedRange } from "./schedule.ts";
import { stateAt } from "./state-at.ts";

const range = (attributes: Record<string, string>, change: Partial<TimedRange> = {}): TimedRange => ({
  id: "overlay-0",
  class: "io.cutstream.overlay",
  start: 2,
  end: 5,
  attributes,
  baseUrl: "https://host/u/a/b/c/r/v0.m3u8",
  ...change,
});
const text = (change: Partial<TimedRange> = {}, more: Record<string, string> = {}) =>
  range(
    {
      "X-KIND": "text",
      "X-TEXT": "50%25 %22off%22%0Anow",
      "X-POS": "0.5 0.9",
      "X-ANCHOR": "bottom",
      ...more,
    },
    change,
  );
const reframe = (keys: string, fit = "crop"): TimedRange =>
  range(
    { "X-ASPECT": "9:16", "X-FIT": fit, "X-KEYS": keys },
    { id: "reframe", class: "io.cutstream.reframe", start: 0 },
  );

describe("reading", () => {
  it("takes images from where the playlist may name them", () => {
    const image = {
      "X-KIND": "image",
      "X-ASSET-SIZE": "400x200",
      "X-SIZE": "0.2",
      "X-POS": "0.97 0.03",
      "X-ANCHOR": "top-right",
    };
    const [item] = readSchedule([range({ ...image, "X-ASSET-URI": "/a/c0.png" })]).items;
    expect(item?.content).toEqual({
      kind: "image",
      url: "https://host/a/c0.png",
      aspect: 2,
      place: { anchor: { x: 1, y: 0 }, x: 0.97, y: 0.03, size: 0.2 },
    });
    for (const uri of ["javascript:alert(1)", "data:text/html,x", "file:///x", "http://["]) {
      expect(readSchedule([range({ ...image, "X-ASSET-URI": uri })]).items).toEqual([]);
    }
  });

  it("orders by z, and leaves out what it does not know", () => {
    const ranges = [
      text({ id: "b" }, { "X-Z": "2" }),
      text({ id: "a" }, { "X-Z": "10" }),
      text({ id: "c", class: "com.apple.hls.overlay" }),
      range({ "X-KIND": "hologram" }),
      text({ id: "d", end: 2 }),
    ];
    expect(readSchedule(ranges).items.map(({ id }) => id)).toEqual(["b", "a"]);
  });

  it("never throws, whatever stands there", () => {
    const name = fc.constantFrom(
      "X-KIND",
      "X-POS",
      "X-KEYS",
      "X-TEXT",
      "X-FADE",
      "X-ASPECT",
      "X-FIT",
      "X-SIZE",
      "X-ASSET-SIZE",
    );
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom("text", "data", "image", "crop", "1:1", "%", "0=%", "0=0,0,1,1"),
    );
    const anything = fc.dictionary(name, value, { noNullPrototype: true });
    fc.assert(
      fc.property(
        anything,
        fc.constantFrom("io.cutstream.overlay", "io.cutstream.reframe"),
        (attributes, className) => {
          const { window } = stateAt(readSchedule([range(attributes, { class: className })]), 3);
          expect(Object.values(window).every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });
});

describe("what is seen at a time", () => {
  const seen = (ranges: TimedRange[], time: number) => stateAt(readSchedule(ranges), time).items;

  it("begins with the first frame at its start and ends before the frame at its end", () => {
    const frame = 1001 / 30000;
    const ranges = [text({ start: 60 * frame - 0.0009, end: 90 * frame + 0.0005 })];
    const shown = Array.from({ length: 120 }, (_, n) => seen(ranges, n * frame).length);
    expect(shown.indexOf(1)).toBe(60);
    expect(shown.lastIndexOf(1)).toBe(89);
  });

  it("decodes its text", () => {
    expect(seen([text()], 3)[0]?.text).toBe('50% "off"\nnow');
  });

  it("comes and goes evenly", () => {
    const fading = [text({}, { "X-FADE": "1 2", "X-OPACITY": "0.5" })];
    const opacities = [2, 2.5, 3, 3.5, 4, 4.9].map((time) => seen(fading, time)[0]?.opacity ?? 0);
    for (const [n, expected] of [0, 0.25, 0.5, 0.375, 0.25, 0.025].entries())
      expect(opacities[n]).toBeCloseTo(expected, 2);
  });

  it("says what the data are at that time, and nothing before the first", () => {
    const board = [range({ "X-KIND": "data", "X-KEYS": "0.5=0%20:%200 2=1%20:%200" })];
    expect([2.4, 2.5, 3.99, 4, 4.9, 5].map((time) => seen(board, time)[0]?.text)).toEqual([
      undefined,
      "0 : 0",
      "0 : 0",
      "1 : 0",
      "1 : 0",
      undefined,
    ]);
  });

  it("moves the window at once, or evenly", () => {
    const schedule = readSchedule([reframe("0=0,0,0.5,1 4=0.5,0,0.5,1 6=0.1,0,0.5,1,linear")]);
    const at = (time: number) => stateAt(schedule, time).window.x;
    expect(at(3.9)).toBe(0);
    expect(at(4)).toBeCloseTo(0.5, 3);
    expect(at(5)).toBeCloseTo(0.3, 3);
    expect(at(6)).toBeCloseTo(0.1, 3);
    expect(at(60)).toBeCloseTo(0.1, 3);
  });
});

describe("the layout", () => {
  const box = { width: 640, height: 360 };

  it("keeps the picture's shape, in the middle", () => {
    const { frame, picture } = layOut(box, 4 / 3, null, { x: 0, y: 0, width: 1, height: 1 });
    expect(frame).toEqual({ left: 80, top: 0, width: 480, height: 360 });
    expect(picture).toEqual(frame);
  });

  it("fills a frame with the window", () => {
    const window = { x: 0.34, y: 0, width: 0.3164, height: 1 };
    const { frame, picture } = layOut(box, 16 / 9, { aspect: 9 / 16, fit: "crop" }, window);
    expect(frame).toEqual({ left: 218.75, top: 0, width: 202.5, height: 360 });
    expect(picture.left + window.x * picture.width).toBeCloseTo(frame.left);
    expect(window.width * picture.width).toBeCloseTo(frame.width);
  });

  it("pads a frame around the picture", () => {
    const whole = { x: 0, y: 0, width: 1, height: 1 };
    const { frame, picture } = layOut(
      { width: 360, height: 640 },
      16 / 9,
      { aspect: 9 / 16, fit: "pad" },
      whole,
    );
    expect(frame).toEqual({ left: 0, top: 0, width: 360, height: 640 });
    expect(picture).toEqual({ left: 0, top: 218.75, width: 360, height: 202.5 });
  });
});
