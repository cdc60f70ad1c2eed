import { describe, expect, it } from "vitest";
import { parseOverlay, parseShape } from "./dress.ts";

describe("what a timeline is dressed with", () => {
  it.each([
    ["brand.png", { image: "brand.png" }],
    ["brand.png@top-right", { image: "brand.png", position: "top-right" }],
    ["me@home.png", { image: "me@home.png" }],
    ["text:Half time@bottom", { text: "Half time", position: "bottom" }],
    ["text:a@b", { text: "a@b" }],
  ])("is an overlay: %s", (text, overlay) => expect(parseOverlay(text)).toEqual(overlay));

  it("is a shape, as a ratio or in pixels", () => {
    expect(parseShape("9:16")).toEqual({ aspect: "9:16" });
    expect(parseShape("720x1280")).toEqual({ width: 720, height: 1280 });
    expect(() => parseShape("tall")).toThrow("9:16");
  });
});
