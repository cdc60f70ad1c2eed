import { describe, expect, it } from "vitest";
import { placeCaption } from "./caption-place.ts";

describe("a caption stands", () => {
  it("at the foot of the picture, in its middle", () => {
    const place = placeCaption("caption", undefined);
    expect(place).toEqual({ anchor: { x: 0.5, y: 1 }, x: 0.5, y: 0.95, width: 0.9, align: "center" });
    expect(placeCaption("words", undefined)).toEqual(place);
    expect(placeCaption("caption", "region:fred vertical:rl")).toEqual({ ...place });
  });

  it("as a lower third at the left, whatever it says itself", () => {
    expect(placeCaption("lower-third", "line:0 align:end")).toMatchObject({
      x: 0.06,
      y: 0.72,
      align: "left",
    });
  });

  it.each([
    ["line:10%", { y: 0.1, anchor: { x: 0.5, y: 0 } }],
    ["line:85%,end", { y: 0.85 }],
    ["line:0", { y: 0.05, anchor: { x: 0.5, y: 0 } }],
    ["line:-1", { y: 0.95, anchor: { x: 0.5, y: 1 } }],
    ["line:-3", { y: 0.84 }],
    ["align:start", { x: 0.05, width: 0.9, align: "left", anchor: { x: 0, y: 1 } }],
    ["align:right position:90%", { x: 0.9, width: 0.85, align: "right", anchor: { x: 1, y: 1 } }],
    ["position:20% size:30%", { x: 0.2, width: 0.3, anchor: { x: 0.5, y: 1 } }],
    ["position:20%,line-left size:80%", { x: 0.2, width: 0.3 }],
    ["line:nonsense position:200 size:-4%", { x: 0.5, y: 0.95 }],
  ])("where its own settings say: %s", (settings, place) => {
    expect(placeCaption("caption", settings)).toMatchObject(place);
  });
});
