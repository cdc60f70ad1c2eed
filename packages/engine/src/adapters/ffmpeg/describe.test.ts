import { describe, expect, it } from "vitest";
import { parseLibavcodecMajor, parseListing } from "./describe.ts";

describe("parseListing", () => {
  it("reads filters and encoders, and no legend", () => {
    const filters = [
      "Filters:",
      "  T.. = Timeline support",
      "  | = Source or sink filter",
      " ..C acompressor       A->A       Audio compressor.",
      " TSC scale             V->V       Scale the input.",
      " .. zscale             V->V       As ffmpeg 8 lists it.",
    ].join("\n");
    expect([...parseListing(filters)]).toEqual(["acompressor", "scale", "zscale"]);
    const encoders = [
      "Encoders:",
      " V..... = Video",
      " ------",
      " V....D libx264              libx264 H.264 (codec h264)",
      " A..... aac                  AAC (Advanced Audio Coding)",
    ].join("\n");
    expect([...parseListing(encoders)]).toEqual(["libx264", "aac"]);
  });
});

describe("parseLibavcodecMajor", () => {
  it("reads releases and nameless builds alike", () => {
    expect(
      parseLibavcodecMajor("ffmpeg version 5.1.9\nlibavutil      57. 28.100\nlibavcodec     59. 37.100 / 59"),
    ).toBe(59);
    expect(parseLibavcodecMajor("ffmpeg version N-47683\nlibavcodec     58. 42.100 / 58. 42.100")).toBe(58);
    expect(parseLibavcodecMajor("no ffmpeg")).toBe(0);
  });
});
