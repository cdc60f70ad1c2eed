import { describe, expect, test } from "vitest";
import { type Drawtext, drawtext, toTextPosition, toTextStyle } from "./drawtext.ts";
import { evaluate } from "./expression.ts";

const picture = { width: 1280, height: 720 };
const style = (given: object): Drawtext => drawtext.parse(given);

describe("expressions", () => {
  test.each([
    ["(main_w-text_w)/2", 600],
    ["-2+3*4", 10],
    ["10 - (2 - 3)", 11],
    ["main_w", 1280],
  ])("%s", (text, value) => expect(evaluate(text, { main_w: 1280, text_w: 80 })).toBe(value));

  test.each(["", "1+", "(1", "sin(1)", "1/0", "constructor", "1 2", "(".repeat(5000)])("%s is none", (text) =>
    expect(evaluate(text, {})).toBeUndefined(),
  );
});

describe("texts of the old timeline", () => {
  test("stand where their own point of the same share does", () => {
    const at = (x: string | number, y: string | number) => toTextPosition(style({ x, y }), picture, "style");
    expect(at("(main_w-text_w)/2", "(main_h-text_h)/2")).toEqual({ anchor: "center", x: 0.5, y: 0.5 });
    expect(at("w-tw-64", "h-th-72")).toEqual({ anchor: "bottom-right", x: 0.95, y: 0.9 });
    expect(at(128, "72")).toEqual({ anchor: "top-left", x: 0.1, y: 0.1 });
    expect(() => at("text_w/3", 0)).toThrow("none, half or all");
    expect(() => at("rand(0,1)", 0)).toThrow("cannot be reckoned");
  });

  test("are drawn as both SDKs write them", () => {
    const look = toTextStyle(
      style({
        fontsize: 36,
        fontcolor: "white",
        alpha: 0.5,
        font: "DejaVu Serif",
        box: true,
        boxcolor: "#222",
      }),
      picture,
      "style",
    );
    expect(look).toMatchObject({ color: "#ffffff80", background: "#22222280", size: 0.05, font: "serif" });
  });

  test.each([{ borderw: 2 }, { shadowx: 1 }, { lineSpacing: 4 }, { fontcolorExpr: "red" }])(
    "are not drawn without %j in silence",
    (given) => expect(() => toTextStyle(style(given), picture, "style")).toThrow(/outline/),
  );
});
