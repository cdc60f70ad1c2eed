import { describe, expect, it } from "vitest";
import { aspectRatio, streamUrl } from "./address.ts";

describe("the stream's address", () => {
  it.each([
    ["https://a.example/x.m3u8?form=continuous", "https://a.example/x.m3u8?form=continuous"],
    ["/u/a/b/c/x.m3u8", "https://page.example/u/a/b/c/x.m3u8"],
    ["x.m3u8", "https://page.example/dir/x.m3u8"],
    ["//b.example/x", "https://b.example/x"],
    ["javascript:alert(1)", undefined],
    ["data:text/html,x", undefined],
    ["blob:https://a.example/1", undefined],
    ["http://[", undefined],
  ])("%j is %j", (text, url) => {
    expect(streamUrl(text, "https://page.example/dir/page.html")).toBe(url);
  });
});

describe("the shape of the box", () => {
  it.each([
    ["16:9", "16 / 9"],
    [" 9 / 16 ", "9 / 16"],
    ["1.78", "1.78 / 1"],
    ["2.39:1", "2.39 / 1"],
    ["0:9", undefined],
    ["16:0", undefined],
    ["16:9; color: red", undefined],
    ["-1", undefined],
    ["", undefined],
    [null, undefined],
  ])("%j is %j", (text, ratio) => {
    expect(aspectRatio(text)).toBe(ratio);
  });
});
