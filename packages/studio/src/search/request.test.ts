import { expect, test } from "vitest";
import { EMPTY, FilterError, isEmpty, reasonOf, requestOf } from "./request.ts";

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

test("why a moment came is said in a few words", () => {
  expect(reasonOf({ by: "text", index: "speech", score: 1, terms: ["goal", "rain"] })).toBe(
    "“goal, rain” in speech",
  );
  expect(reasonOf({ by: "text", index: "speech", score: 1 })).toBe("words in speech");
  expect(reasonOf({ by: "meaning", index: "scenes", score: 0.824 })).toBe("means it in scenes, 82 %");
  expect(reasonOf({ by: "image", index: "looks", score: 0.3 })).toBe("looks like it in looks, 30 %");
  expect(reasonOf({ by: "filter", index: "events", score: 1 })).toBe("meets the filters in events");
});
