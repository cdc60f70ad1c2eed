import { expect, test } from "vitest";
import { EMPTY, FilterError, isEmpty, reasonsOf, requestOf } from "./request.ts";

test("only what was filled in is asked for", () => {
  expect(requestOf({ ...EMPTY, query: "  goals  " })).toEqual({ limit: 24, query: "goals" });
  expect(
    requestOf(
      {
        query: "",
        collection: "c",
        video: "",
        index: "speech",
        longest: "12",
        filters: '{"minute": {"$gte": 80}}',
      },
      "next",
    ),
  ).toEqual({
    limit: 24,
    collection: "c",
    indexes: ["speech"],
    duration: { max: 12 },
    filters: { minute: { $gte: 80 } },
    cursor: "next",
  });
  expect(requestOf({ ...EMPTY, collection: "c", video: "v", longest: "x" })).toEqual({
    limit: 24,
    videos: ["v"],
  });
});

test.each(["{", "[]", "1", "null"])("filters %s are refused before the server sees them", (filters) => {
  expect(() => requestOf({ ...EMPTY, filters })).toThrow(FilterError);
});

test("a form that asks nothing is known as such", () => {
  expect(isEmpty({ ...EMPTY, video: "v", query: " " })).toBe(true);
  expect(isEmpty({ ...EMPTY, filters: "{}" })).toBe(false);
});

test("why a moment came is said in a few words, an index at a time, the best first", () => {
  const reasons = reasonsOf([
    { by: "meaning", index: "scenes", score: 0.324 },
    { by: "text", index: "speech", score: 1, terms: ["goal", "rain"] },
    { by: "meaning", index: "speech", score: 0.7 },
    { by: "image", index: "looks", score: 0.5 },
    { by: "filter", index: "events", score: 0 },
  ]);
  expect(reasons).toEqual([
    "speech: “goal, rain”, meaning 70 %",
    "looks: picture 50 %",
    "scenes: meaning 32 %",
  ]);
  expect(reasonsOf([{ by: "filter", index: "events", score: 1 }])).toEqual(["events: meets the filters"]);
  expect(reasonsOf([{ by: "text", index: "speech", score: 1 }])).toEqual(["speech: words"]);
});
