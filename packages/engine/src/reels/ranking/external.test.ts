import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGuardedClient, type GuardedClient } from "../../adapters/http/guarded-request.ts";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { createHttpRanker } from "../../adapters/rankers/http-ranker.ts";
import { openSqliteAudienceStore } from "../../adapters/sqlite/sqlite-audience-store.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { RankerRequest } from "../../seams/ranker.ts";
import { FakeEndpoint } from "../../testing/fake-endpoint.ts";
import { createRankingService } from "./service.ts";

/** Milliseconds that even a busy machine answers in, and one that nothing answers in. */
const [LONG, SHORT] = [20_000, 30];

describe("another ranker", () => {
  const endpoint = new FakeEndpoint<RankerRequest>(() => ({ body: ["c", "a", "adult", "unknown"] }));
  let client: GuardedClient;
  let store: AudienceStore;
  let ranking: ReturnType<typeof createRankingService>;
  beforeAll(async () => {
    await endpoint.listen();
    client = createGuardedClient({ hosts: [], allowPrivate: true });
  });
  afterAll(async () => {
    await client.close();
    await endpoint.close();
  });
  const open = (deadline: number, url = endpoint.url, rest = LONG) =>
    createRankingService({
      ...{ store, blobs: createMemoryBlobStore(), now: Date.now },
      external: { ranker: createHttpRanker({ url, apiKey: "key" }, client), deadline, rest },
    });
  beforeEach(async () => {
    endpoint.reset();
    store = await openSqliteAudienceStore({ path: ":memory:" });
    ranking = open(LONG);
    const launchedAt = "2020-01-01T00:00:00Z";
    const ids = ["a", "b", "c"].map((id) => ({ id, name: id, launchedAt }));
    await ranking.titles.put([...ids, { id: "adult", name: "adult", launchedAt, ageRating: 18 }]);
  });
  afterEach(async () => {
    await ranking.close();
    await store.close();
  });

  test("is told what is known, and decides the order of what may be shown", async () => {
    const context = { ageRating: 12, genres: ["drama"] };
    const answer = await ranking.rank({ viewer: "ann", context, limit: 5, now: 1_700_000_000_000 });
    expect(answer.by).toBe("external");
    expect(answer.titles.map((ranked) => ranked.title)).toEqual(["c", "a"]);
    expect(answer.titles[0]?.parts).toMatchObject({ preference: expect.any(Number) });
    expect(answer.notes).toEqual([expect.stringMatching(/^2 titles that 127.*not for this viewer/)]);
    expect(endpoint.asked).toMatchObject([
      {
        authorization: "Bearer key",
        body: { viewer: "ann", titles: null, context, limit: 5, now: 1_700_000_000_000 },
      },
    ]);
    endpoint.answer = () => ({
      body: {
        titles: [
          { title: "a", score: 2 },
          { title: "b", score: 7 },
        ],
      },
    });
    const scored = await ranking.rank({ viewer: "ann", limit: 1 });
    expect(scored.titles).toMatchObject([{ title: "b", score: 7 }]);
  });

  test.each([
    ["an error", { status: 500 }, /status 500/],
    ["no JSON", { body: "soon" }, /no JSON/],
    ["no list", { body: { best: "a" } }, /no list of titles/],
  ])("that answers with %s is replaced by the built-in one, which says so", async (_, given, why) => {
    endpoint.answer = () => given;
    const answer = await ranking.rank({ viewer: "ann", limit: 2 });
    expect(answer.by).toBe("built-in");
    expect(answer.titles.map((ranked) => ranked.title)).toEqual(["a", "adult"]);
    expect(answer.notes[0]).toMatch(/^The built-in ranker ranked: /);
    expect(answer.notes[0]).toMatch(why);
  });

  test("that misses its deadline is not waited for", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    endpoint.hold = promise;
    const hasty = open(SHORT);
    const answer = await hasty.rank({ viewer: "ann" });
    expect(answer.by).toBe("built-in");
    expect(answer.notes[0]).toMatch(/did not answer in time/);
    resolve();
    await hasty.close();
  });

  test("that fails five times in a row is left alone for a while", async () => {
    endpoint.answer = () => ({ status: 500 });
    for (let n = 0; n < 8; n++) expect((await ranking.rank({ viewer: "ann" })).by).toBe("built-in");
    expect(endpoint.asked).toHaveLength(5);
    expect((await ranking.rank({ viewer: "ann" })).notes[0]).toMatch(/5 times in a row.*left alone/);
    expect(ranking.metrics()).toEqual({
      counters: { "ranker.answered": 0, "ranker.failed": 5, "ranker.leftAlone": 4 },
      gauges: { "ranker.isLeftAlone": 1 },
    });
  });

  test("that is left alone is asked once after a while, and again and again once it answers", async () => {
    const restless = open(LONG, endpoint.url, 0);
    endpoint.answer = () => ({ status: 500 });
    for (let n = 0; n < 7; n++) await restless.rank({ viewer: "ann" });
    // Without a rest each is the one that tells.
    expect(endpoint.asked).toHaveLength(7);
    endpoint.answer = () => undefined;
    expect((await restless.rank({ viewer: "ann" })).by).toBe("external");
    expect(restless.metrics()).toEqual({
      counters: { "ranker.answered": 1, "ranker.failed": 7, "ranker.leftAlone": 0 },
      gauges: { "ranker.isLeftAlone": 0 },
    });
    await restless.close();
  });

  test("that is not there is replaced, and a wrong request is refused whoever ranks", async () => {
    const nowhere = open(LONG, "nonsense");
    expect((await nowhere.rank({ viewer: "ann" })).notes[0]).toMatch(/no URL/);
    await nowhere.close();
    await expect(ranking.rank({ viewer: "ann", weights: { recency: -1 } })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});
