import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { openSqliteAudienceStore } from "../../adapters/sqlite/sqlite-audience-store.ts";
import type { RankingService, TitleInput } from "../../api/ranking.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { createRankingService } from "./service.ts";

const NOW = Date.UTC(2026, 10, 1);
const DAY = 86_400_000;

const title = (id: string, more: Partial<TitleInput> = {}): TitleInput => ({
  id,
  name: id,
  launchedAt: new Date(NOW - 1000 * DAY).toISOString(),
  ...more,
});

describe("ranking", () => {
  let clock: { now: number };
  let store: AudienceStore;
  let ranking: RankingService;
  let blobs: BlobStore;
  const another = () => createRankingService({ store, blobs, now: () => clock.now });
  beforeEach(async () => {
    clock = { now: NOW };
    store = await openSqliteAudienceStore({ path: ":memory:" });
    blobs = createMemoryBlobStore();
    ranking = another();
  });
  afterEach(async () => {
    await ranking.close();
    await store.close();
  });

  const watch = (viewer: string, id: string, daysAgo = 1, more = {}) =>
    ranking.history.add(viewer, [{ title: id, time: new Date(NOW - daysAgo * DAY).toISOString(), ...more }]);
  const order = async (viewer: string, more = {}) =>
    (await ranking.rank({ viewer, ...more })).titles.map((ranked) => ranked.title);

  test("a viewer nobody knows is shown what others watch now, and what is new", async () => {
    await ranking.titles.put([
      title("once-loved"),
      title("loved-now"),
      title("unwatched"),
      title("new", { launchedAt: new Date(NOW - DAY).toISOString() }),
    ]);
    for (let viewer = 0; viewer < 10; viewer++) await watch(`v${viewer}`, "once-loved", 100);
    for (let viewer = 0; viewer < 5; viewer++) await watch(`v${viewer}`, "loved-now", 2);
    const { titles, by, notes } = await ranking.rank({ viewer: "nobody" });
    expect(titles.map((ranked) => ranked.title)).toEqual(["loved-now", "new", "once-loved", "unwatched"]);
    expect(by).toBe("built-in");
    expect(notes).toEqual(["Nothing is known of the viewer: popularity stands in for preference."]);
    expect(titles[0]?.parts.popularity).toBe(1);
    expect(titles[1]?.parts.recency).toBeGreaterThan(0.99);
  });

  test("shares of genres stand in until a model is trained, and for what is asked for", async () => {
    await ranking.titles.put([
      title("d1", { genres: ["Drama"] }),
      title("d2", { genres: ["drama"] }),
      title("c1", { genres: ["Comedy"] }),
      title("c2", { genres: ["Comedy"], tags: ["heist"] }),
    ]);
    await watch("ann", "d1");
    expect((await order("ann")).at(0)).toBe("d2");
    expect((await order("bob", { context: { genres: ["comedy"], tags: ["Heist"] } })).at(0)).toBe("c2");
    const afterC1 = await order("bob", { context: { title: "c1" } });
    expect(afterC1.indexOf("c2")).toBeLessThan(afterC1.indexOf("d2"));
    expect(afterC1).not.toContain("c1");
  });

  test("shows nobody what they are too young for, what is not for where they are, to come, seen or removed", async () => {
    await ranking.titles.put([
      title("any"),
      title("adult", { ageRating: 18 }),
      title("dutch", { territories: ["nl"] }),
      title("tomorrow", { launchedAt: new Date(NOW + DAY).toISOString() }),
      title("seen"),
      title("tried"),
      title("gone"),
    ]);
    await watch("ann", "seen");
    await watch("ann", "tried", 1, { seen: false });
    await ranking.titles.delete("gone");
    const all = async (context: object) => new Set(await order("ann", { context }));
    expect(await all({ ageRating: 17, territory: "BE" })).toEqual(new Set(["any", "tried"]));
    expect(await all({ ageRating: 18, territory: "NL" })).toEqual(
      new Set(["any", "tried", "adult", "dutch"]),
    );
    expect(await all({ seen: "show", ageRating: 0, territory: "DE" })).toEqual(
      new Set(["any", "tried", "seen"]),
    );
    expect(await all({ title: "any", ageRating: 0, territory: "DE" })).toEqual(new Set(["tried"]));
    clock.now += 2 * DAY;
    expect(await all({})).toContain("tomorrow");
  });

  test("chooses among the titles given, and says which it does not know", async () => {
    await ranking.titles.put([title("a"), title("b"), title("c")]);
    const some = await ranking.rank({ viewer: "ann", titles: ["c", "x", "a", "c"] });
    expect(some.titles.map((ranked) => ranked.title)).toEqual(["a", "c", "x"]);
    expect(some.notes).toContain("1 title is unknown and ranked last: x.");
    const careful = await ranking.rank({ viewer: "ann", titles: ["x", "a"], context: { ageRating: 6 } });
    expect(careful.titles.map((ranked) => ranked.title)).toEqual(["a"]);
    expect(careful.notes).toContain("1 title is unknown and left out, as nothing says who may see it: x.");
  });

  test("a model that was trained finds what viewers alike watched, also of titles that are new, and on another node", async () => {
    await expect(ranking.model.train()).rejects.toMatchObject({ code: "nothing_to_learn" });
    const circles = ["a", "b"].map((circle) => Array.from({ length: 6 }, (_, n) => `${circle}${n}`));
    const genres = (id: string) => ({ genres: [id.startsWith("a") ? "drama" : "comedy"] });
    await ranking.titles.put(circles.flat().map((id) => title(id, genres(id))));
    for (const [at, circle] of circles.entries()) {
      for (let viewer = 0; viewer < 6; viewer++) {
        for (const id of circle.filter((_, n) => n !== viewer)) await watch(`v${at}${viewer}`, id, 3);
      }
    }
    expect(await ranking.model.get()).toBeNull();
    const model = await ranking.model.train();
    expect(model).toMatchObject({ titles: 12, viewers: 12, watches: 60 });
    expect(await ranking.model.get()).toEqual(model);
    await ranking.titles.put([title("new-a", genres("a")), title("new-b", genres("b"))]);
    const weights = { preference: 1, popularity: 0, recency: 0 };
    for (const [at, node] of [ranking, another()].entries()) {
      const { titles, notes } = await node.rank({ viewer: "v02", weights });
      expect(notes).toEqual([]);
      const names = titles.map((ranked) => ranked.title);
      expect(names.slice(0, 2).toSorted()).toEqual(["a2", "new-a"]);
      expect(names.indexOf("new-a")).toBeLessThan(names.indexOf("new-b"));
      // a viewer nobody knew a second ago
      await node.history.add(`late${at}`, [{ title: "b1" }]);
      const late = (await node.rank({ viewer: `late${at}`, weights })).titles.slice(0, 5);
      expect(late.map((ranked) => ranked.title[0])).toEqual(["b", "b", "b", "b", "b"]);
    }
    // The last one that was trained counts, also where the clock was set back in between.
    clock.now -= 30 * DAY;
    const again = await ranking.model.train();
    expect(await another().model.get()).toEqual(again);
  });

  test("explains each score by its parts", async () => {
    await ranking.titles.put([title("a"), title("b", { launchedAt: new Date(NOW).toISOString() })]);
    await watch("bob", "a");
    const weights = { preference: 0, popularity: 2, recency: 3 };
    const { titles } = await ranking.rank({ viewer: "ann", weights });
    for (const { score, parts } of titles) {
      expect(score).toBeCloseTo(2 * parts.popularity + 3 * parts.recency, 6);
    }
    expect(titles[0]).toMatchObject({ title: "b", score: 3 });
  });

  test("sees what another node changed, also where the clock was set back", async () => {
    const other = another();
    clock.now += DAY;
    await ranking.weights.get();
    const weights = { preference: 0, popularity: 1, recency: 0, learned: 0 };
    await other.weights.set({ weights, by: "ann", why: "a try" });
    clock.now -= DAY;
    expect((await ranking.weights.get()).weights).toEqual(weights);
  });

  test("sees what another node stored", async () => {
    const other = another();
    await other.titles.put([title("a")]);
    expect(await order("ann")).toEqual(["a"]);
    await other.titles.put([title("b")]);
    await other.history.add("zoe", [{ title: "b", time: new Date(NOW - DAY).toISOString() }]);
    clock.now += 2000;
    expect(await order("ann")).toEqual(["b", "a"]);
  });

  test("weights are set, kept with who and why, and taken back", async () => {
    await ranking.titles.put([title("old"), title("new", { launchedAt: new Date(NOW - DAY).toISOString() })]);
    await watch("bob", "old");
    const before = await ranking.weights.get();
    const onlyNew = { preference: 0, popularity: 0, recency: 1 };
    const change = await ranking.weights.set({ weights: onlyNew, by: "ann", why: "a season of premieres" });
    expect(await order("zoe")).toEqual(["new", "old"]);
    const back = await ranking.weights.revert(change.id, { by: "bob", why: "it was dull" });
    expect(await ranking.weights.get()).toEqual(before);
    expect(await order("zoe")).toEqual(["old", "new"]);
    expect(await ranking.weights.history()).toEqual([back, change]);
    expect(back).toMatchObject({ by: "bob", why: "it was dull", reverts: change.id, to: before });
    await expect(ranking.weights.revert("chg_none", { by: "a", why: "b" })).rejects.toMatchObject({
      code: "ranking_change_not_found",
    });
  });

  test.each([
    [{ limit: 0 }, /limit is 0/],
    [{ limit: 1.5 }, /limit is 1.5/],
    [{ weights: { preference: -1 } }, /weights.preference is -1/],
    [{ weights: { preference: Number.NaN } }, /weights.preference is NaN/],
    [{ weights: { preference: 0, popularity: 0, recency: 0, learned: 0 } }, /weights are all 0/],
  ])("refuses %j", async (request, message) => {
    await expect(ranking.rank({ viewer: "ann", ...request })).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(message),
    });
  });

  test.each([
    [{ weight: 0 }, /weight is 0/],
    [{ time: "yesterday" }, /time is "yesterday"/],
    [{ time: "2090-01-01" }, /to come/],
  ])("refuses a watch with %j", async (watched, message) => {
    await expect(ranking.history.add("ann", [{ title: "a", ...watched }])).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(message),
    });
  });

  test.each([
    [{ launchedAt: "soon" }, /launchedAt is "soon"/],
    [{ ageRating: -1 }, /ageRating is -1/],
    [{ ageRating: 7.5 }, /ageRating is 7.5/],
  ])("refuses a title with %j, and those beside it", async (more, message) => {
    await expect(ranking.titles.put([title("a"), title("b", more)])).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(message),
    });
    expect(await order("ann")).toEqual([]);
  });
});
