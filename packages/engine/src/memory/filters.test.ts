import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds } from "../moments/condition.ts";
import { factsOf } from "../moments/facts.ts";
import type { JsonObject } from "../moments/moment.ts";
import { parseFilters } from "./filters.ts";

const metadata = {
  team: "home",
  minute: 89,
  crowd_peak: true,
  score: { home: 2, away: 1 },
  players: ["player_42", "player_7"],
  note: null,
};

function finds(filters: JsonObject): boolean {
  const condition = parseFilters(filters);
  return !condition || holds(condition, factsOf({ metadata, labels: ["goal"] }));
}

describe("filters", () => {
  it.each<[JsonObject, boolean]>([
    [{}, true],
    [{ team: "home" }, true],
    [{ team: "away" }, false],
    [{ team: "home", minute: 90 }, false],
    [{ minute: "89" }, false],
    [{ crowd_peak: true }, true],
    [{ note: null }, true],
    [{ missing: null }, false],
    [{ labels: "goal" }, true],
    [{ players: "player_7" }, true],
    [{ "score.home": 2 }, true],
    [{ score: { home: 2, away: 1 } }, true],
    [{ score: { home: { $gt: 1 } } }, true],
    [{ minute: { $gte: 80, $lt: 90 } }, true],
    [{ minute: { $gt: 89 } }, false],
    [{ minute: { $lte: 89 } }, true],
    [{ team: { $gt: "a", $lt: "i" } }, true],
    [{ team: { $gt: 1 } }, false],
    [{ team: { $in: ["away", "home"] } }, true],
    [{ team: { $in: [] } }, false],
    [{ team: { $nin: ["away"] } }, true],
    [{ team: { $eq: "home" } }, true],
    [{ team: { $ne: "home" } }, false],
    [{ missing: { $ne: "home" } }, true],
    [{ missing: { $exists: true } }, false],
    [{ missing: { $exists: false } }, true],
    [{ $or: [{ team: "away" }, { minute: { $gt: 80 } }] }, true],
    [{ $or: [] }, false],
    [{ $and: [] }, true],
    [{ $and: [{ team: "home" }, { labels: "miss" }] }, false],
    [{ $not: { team: "home", minute: 1 } }, true],
    [{ $not: { $or: [{ team: "home" }] } }, false],
  ])("%j finds it: %j", (filters, found) => expect(finds(filters)).toBe(found));

  it.each<[JsonObject, string]>([
    [{ minute: { $near: 3 } }, "filters.minute.$near"],
    [{ $nor: [] }, "filters.$nor"],
    [{ $or: { team: "home" } }, "filters.$or"],
    [{ $or: [1] }, "filters.$or[0]"],
    [{ $not: [] }, "filters.$not"],
    [{ team: ["home"] }, "filters.team"],
    [{ team: {} }, "filters.team"],
    [{ minute: { $gt: true } }, "filters.minute.$gt"],
    [{ minute: { $in: 3 } }, "filters.minute.$in"],
    [{ minute: { $in: [[3]] } }, "filters.minute.$in[0]"],
    [{ minute: { $exists: 1 } }, "filters.minute.$exists"],
    [{ $and: [{ minute: { $eq: {} } }] }, "filters.$and[0].minute.$eq"],
  ])("%j is refused with its place", (filters, path) => {
    expect(() => parseFilters(filters)).toThrow(
      expect.objectContaining({ code: "invalid_filter", details: { path } }),
    );
  });

  it("are refused where there are too many, or too deep", () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`field${n}`, n]));
    expect(() => parseFilters(many)).toThrow(/more than 200/);
    const deep = Array.from({ length: 40 }).reduce<JsonObject>((inner) => ({ $not: inner }), { a: 1 });
    expect(() => parseFilters(deep)).toThrow(/more than 16 deep/);
  });

  it("never throw anything else, whatever JSON they are", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$or", "$gt")), fc.jsonValue()),
        (any) => {
          try {
            parseFilters(any as JsonObject);
          } catch (error) {
            expect(error).toMatchObject({ code: "invalid_filter" });
          }
        },
      ),
    );
  });
});
