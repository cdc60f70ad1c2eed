import { describe, expect, it } from "vitest";
import { findMedia } from "./media-names.ts";

const videos = [
  { id: "vid_1", name: "Match.mp4" },
  { id: "vid_2", name: "interview take 2.mov" },
  { id: "vid_3", name: "titles.mov" },
  { id: "vid_4", name: "titles.mp4" },
];
const find = (names: readonly string[], given: Record<string, string> = {}) =>
  findMedia(names, { where: "line 3", given, videos });

describe("findMedia", () => {
  it.each([
    ["an id of ours", ["vid_3"], "vid_3"],
    ["a name", ["Match.mp4"], "vid_1"],
    ["a path of Windows", ["S:\\films\\MATCH.MP4"], "vid_1"],
    ["a URL", ["file:///Volumes/A/interview%20take%202.mov"], "vid_2"],
    ["a name without its ending", ["match"], "vid_1"],
    ["the second name, where the first is nobody's", ["A001C003", "match"], "vid_1"],
    ["the file, where several have the name without its ending", ["/a/titles.mov"], "vid_3"],
  ])("knows a video by %s", (_, names, id) => {
    expect(find(names)).toBe(id);
  });

  it("believes the caller first", () => {
    expect(find(["Match.mp4"], { "match.mp4": "vid_9", "Match.mp4": "vid_8" })).toBe("vid_8");
    expect(find(["/x/Match.mp4"], { "match.mp4": "vid_9" })).toBe("vid_9");
  });

  it("says what it looked for, and where several may be meant", () => {
    expect(() => find(["ZZ100_501", "take_1"])).toThrow(
      'line 3: no video is called "ZZ100_501" or "take_1"; name one in "media".',
    );
    expect(() => find([])).toThrow("line 3: no video is called media without a name");
    expect(() => find(["titles"])).toThrow('line 3: "titles" may be vid_3, vid_4; say which in "media".');
  });
});
