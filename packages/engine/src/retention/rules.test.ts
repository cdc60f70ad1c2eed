import { expect, test } from "vitest";
import { parseRetention } from "./rules.ts";
import { parsePart, unitOf } from "./units.ts";

test("rules are read as people write them", () => {
  expect(parseRetention("")).toEqual({});
  expect(parseRetention(" streams=90, parts = 30 ,")).toEqual({ streams: 90, parts: 30 });
});

test.each(["streams", "streams=0", "streams=-1", "streams=1.5", "parts=1=2", "nothing=3", "parts=soon"])(
  "%s is no rule",
  (text) => {
    expect(() => parseRetention(text)).toThrow(expect.objectContaining({ code: "invalid_request" }));
  },
);

test("parts are told from what is kept beside them", () => {
  const kinds = [
    "h/v1/v180/0-25",
    "h/v1/v180/xabc/0-25",
    "x/v1/abc",
    "t/v1/320/7.jpg",
    "h/v1/v180/x320x180/avcC",
    "h/v1/v180/x320x180/asked",
    "h/v1/exports/0-1",
    "h/v1/exported/abc/exp_1",
  ].map((key) => parsePart(key)?.kind);
  expect(kinds).toEqual([
    ...["heads", "rendered segments", "mixed sound", "thumbnails"],
    ...[undefined, undefined, undefined, undefined],
  ]);
});

test("parts that no rule asks about are not taken down, nor what always stays", () => {
  const keys = [
    "h/v1/v180/0-25",
    "h/v1/exports/abc",
    "v/v1/v180/c0",
    "sources/s/for/v1",
    "assets/a",
    "callbacks/b",
  ];
  expect(keys.map((key) => unitOf(key, {}))).toEqual([
    ...[undefined, "h/v1/exports/abc"],
    ...["v/v1", "sources/s"],
    ...[undefined, undefined],
  ]);
  expect(unitOf("h/v1/v180/0-25", { parts: 1 })).toBe("h/v1/v180/0-25");
});
