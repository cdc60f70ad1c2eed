import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readVideoId, reframedId, reframeInput, sceneIndexId } from "./ids.ts";

describe("ids", () => {
  test("say what a reframe made, and are read back", () => {
    const side = fc.integer({ min: 1, max: 99_999 });
    const seconds = fc.integer({ min: 0, max: 1e9 }).map((n) => n / 1e3);
    const shape = fc.record({ width: side, height: side, mode: fc.constantFrom("simple", "smart") });
    fc.assert(
      fc.property(shape, fc.option(fc.tuple(seconds, seconds)), (plain, range) => {
        const reframed = { ...plain, ...(range && { start: range[0], end: range[1] }) };
        expect(readVideoId(reframedId("vid_1", reframed))).toEqual({ video: "vid_1", reframed });
      }),
    );
  });

  test("are ours behind the letters", () => {
    expect(readVideoId("m-vid_1")).toEqual({ video: "vid_1" });
    expect(readVideoId("a-vid_1")).toEqual({ video: "vid_1" });
    expect(sceneIndexId("idx_00ff")).toBe("00ff");
  });

  test.each(["m-vid_1~9x16", "m-vid_1~9x16-clever", "m-vid_1~9x16-simple~x", "m-vid_1~9x16-simple-4"])(
    "%s is none",
    (id) => expect(() => readVideoId(id)).toThrow("There is no video"),
  );

  test("small numbers are a ratio, large ones pixels", () => {
    const mode = "smart";
    expect(reframeInput({ width: 9, height: 16, mode })).toEqual({ aspect: "9:16", mode });
    expect(reframeInput({ width: 360, height: 640, mode })).toEqual({ width: 360, height: 640, mode });
  });
});
