import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRoute, parseRoute, type Route } from "./routes.ts";

const word = fc.string({ minLength: 1, unit: "grapheme" });

const anyRoute: fc.Arbitrary<Route> = fc.oneof(
  fc.record({ page: fc.constant("library" as const), collection: word }, { requiredKeys: ["page"] }),
  fc.record(
    { page: fc.constant("video" as const), id: word, at: fc.integer({ min: 0 }).map((ms) => ms / 1000) },
    { requiredKeys: ["page", "id"] },
  ),
  fc.record(
    { page: fc.constant("search" as const), query: word, collection: word, video: word },
    { requiredKeys: ["page"] },
  ),
  fc.constant({ page: "timeline" as const }),
  fc.record({ page: fc.constant("reels" as const), experiment: word }, { requiredKeys: ["page"] }),
);

test("a route is read as it was written", () => {
  fc.assert(
    fc.property(anyRoute, (route) => {
      expect(parseRoute(formatRoute(route))).toEqual(route);
    }),
  );
});

test.each(["", "#", "#/", "#/nonsense", "#/videos/", "#/videos/%zz"])("%j is the library", (hash) => {
  expect(parseRoute(hash)).toEqual({ page: "library" });
});

test.each(["-1", "x", "Infinity", ""])("a time of %j is none", (at) => {
  expect(parseRoute(`#/videos/v?at=${at}`)).toEqual({ page: "video", id: "v" });
});
