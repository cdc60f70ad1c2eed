import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AudioPath,
  formatMediaPath,
  type MediaPath,
  parseMediaPath,
  type VideoPath,
} from "./media-path.ts";

const version = fc.stringMatching(/^[0-9a-f]{24}$/);
const rendition = fc.constantFrom("v1080", "v360", "a0");
const frame = fc.nat(999_999_999);
const at = fc.option(fc.nat(999_999_999_999_999), { nil: undefined });
const stamped = <T>([path, at]: [T, number | undefined]) => (at === undefined ? path : { ...path, at });

const videoPath: fc.Arbitrary<VideoPath> = fc
  .tuple(fc.record({ kind: fc.constant("video" as const), version, rendition, from: frame, to: frame }), at)
  .map(stamped);
const audioPath: fc.Arbitrary<AudioPath> = fc
  .tuple(
    fc.record({
      kind: fc.constant("audio" as const),
      version: fc.oneof(version, fc.constant("silence")),
      rendition,
      first: fc.integer({ min: -999_999_999, max: 999_999_999 }),
      count: fc.nat(999_999),
      shift: fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }),
    }),
    at,
    fc.option(fc.record({ frame, loop: fc.option(frame) }), { nil: undefined }),
  )
  .map(([path, at, end]) => ({ ...stamped([path, at]), ...(end ? { end } : {}) }));
const mediaPath: fc.Arbitrary<MediaPath> = fc.oneof(
  fc.record({ kind: fc.constant("init" as const), version, rendition, continuous: fc.boolean() }),
  videoPath,
  audioPath,
  fc.record({ kind: fc.constant("transport" as const), video: videoPath, audio: audioPath }),
);

const V = "0123456789abcdef01234567";

describe("media paths", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(mediaPath, (path) => {
        expect(parseMediaPath(formatMediaPath(path))).toEqual(path);
      }),
      { numRuns: 500 },
    );
  });

  it("need no escaping in a URL or a playlist", () => {
    fc.assert(
      fc.property(mediaPath, (path) => {
        const text = formatMediaPath(path);
        expect(new URL(text, "http://host/m/").pathname).toBe(`/m/${text}`);
      }),
    );
  });

  it("have one spelling: what is read is written the same", () => {
    const nearly = fc.stringMatching(
      /^[0-9a-f]{24}\/v360\/-?[0-9]{1,10}-[0-9]{1,10}(_at-?[0-9]{1,16})?\.m4s$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        const path = parseMediaPath(text);
        if (path) expect(formatMediaPath(path)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    `${V}/v360/0-50.m4s`,
    `${V}/v360/0-50_at240000000.m4s`,
    `${V}/a0/-3_12_-511.m4s`,
    `${V}/v360/init.mp4`,
    `${V}/v360/init-continuous.mp4`,
    `ts/${V}~v360~silence~a0/0-50~0_94_12.ts`,
  ])("%s is one", (text) => expect(parseMediaPath(text)).toBeDefined());

  it.each([
    ["nothing", ""],
    ["traversal", `${V}/../v360/0-50.m4s`],
    ["an absolute path", `/${V}/v360/0-50.m4s`],
    ["escapes", `${V}/v360/0%2D50.m4s`],
    ["a query", `${V}/v360/0-50.m4s?x`],
    ["a line break at the end", `${V}/v360/0-50.m4s\n`],
    ["leading zeros", `${V}/v360/00-50.m4s`],
    ["minus zero", `${V}/a0/-0_12_0.m4s`],
    ["a minus zero for a shift", `${V}/a0/0_12_-0.m4s`],
    ["a plus sign", `${V}/v360/+0-50.m4s`],
    ["an exponent", `${V}/v360/0-1e3.m4s`],
    ["capitals", `${V.toUpperCase()}/v360/0-50.m4s`],
    ["digits that are not ASCII", `${V}/v360/0-5٠.m4s`],
    ["a number too large", `${V}/v360/0-12345678901.m4s`],
    ["a stamp that is no safe integer", `${V}/v360/0-50_at9007199254740993.m4s`],
    ["a negative stamp", `${V}/v360/0-50_at-1.m4s`],
    ["another extension", `${V}/v360/0-50.mp4`],
    ["a version too long", `${"a".repeat(41)}/v360/0-50.m4s`],
    ["a third track", `ts/${V}~v360~${V}~a0~${V}/0-50~0_94_12.ts`],
  ])("%s is none", (_, text) => expect(parseMediaPath(text)).toBeUndefined());
});
