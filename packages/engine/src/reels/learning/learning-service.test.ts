import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { openSqliteAudienceStore } from "../../adapters/sqlite/sqlite-audience-store.ts";
import type { Feedback } from "../../api/learning.ts";
import type { RankingService } from "../../api/ranking.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import { seededRandom } from "../ranking/random.ts";
import { createRankingService } from "../ranking/service.ts";
import { groupOf } from "./groups.ts";

const NOW = Date.UTC(2026, 0, 1);
const TITLES = Array.from({ length: 10 }, (_, n) => `t${n}`);

/** Reels in which every title stands in every slot, and `t7` alone draws. */
function feedbackOf(viewers: number, draw: (title: string) => number): Feedback[] {
  const random = seededRandom(viewers);
  return Array.from({ length: viewers }, (_, viewer) =>
    TITLES.map((_, slot) => {
      const title = TITLES[(slot + viewer) % TITLES.length] ?? "";
      const clicks = random() < draw(title) * 0.8 ** slot ? 1 : 0;
      const parts = { preference: 0.5, popularity: 0.5, recency: 0.5 };
      return {
        viewer: `v${viewer}`,
        ...{ title, slot, impressions: 1, clicks, skips: 0, completions: 0, parts },
      };
    }),
  ).flat();
}

describe("learning", () => {
  let store: AudienceStore;
  let ranking: RankingService;
  beforeEach(async () => {
    store = await openSqliteAudienceStore({ path: ":memory:" });
    ranking = createRankingService({ store, blobs: createMemoryBlobStore(), now: () => NOW });
    const launchedAt = "2020-01-01T00:00:00Z";
    await ranking.titles.put(TITLES.map((id) => ({ id, name: id, launchedAt })));
  });
  afterEach(async () => {
    await ranking.close();
    await store.close();
  });
  const [learner, heldOut] = [false, true].map((held) =>
    Array.from({ length: 1000 }, (_, n) => `viewer-${n}`).find(
      (viewer) => (groupOf(viewer) === "holdout") === held,
    ),
  ) as [string, string];
  const first = async (viewer: string, more = {}) =>
    (await ranking.rank({ viewer, ...more })).titles[0]?.title;

  test("ranks by what draws viewers, but for the holdout, until it is taken back", async () => {
    const before = await ranking.weights.get();
    const feedback = feedbackOf(1500, (title) => (title === "t7" ? 0.6 : 0.1));
    const { adopted, change, verdict, viewers } = await ranking.learning.learn({ feedback, by: "nightly" });
    expect(adopted).toBe(true);
    expect(verdict.low).toBeGreaterThan(0);
    expect(viewers.holdout).toBeGreaterThan(0);
    expect(change).toMatchObject({
      by: "nightly",
      from: before,
      evidence: { attempt: 1, adopted: true, gain: verdict.gain },
    });
    expect((await ranking.weights.get()).untrained).toEqual(before.weights);
    expect(await first(learner)).toBe("t7");
    expect(await first(heldOut)).toBe("t0");
    expect(await first(learner, { learned: false })).toBe("t0");
    const [best] = (await ranking.rank({ viewer: learner })).titles;
    expect(best?.parts.learned).toBeGreaterThan(0.6);
    await ranking.weights.revert(change.id, { by: "ann", why: "t7 is over" });
    expect(await first(learner)).toBe("t0");
  });

  test("keeps what is where nothing better is found, and counts the attempt", async () => {
    const before = await ranking.weights.get();
    const feedback = feedbackOf(400, () => 0.2);
    for (const attempt of [1, 2]) {
      const { adopted, change } = await ranking.learning.learn({ feedback, by: "nightly" });
      expect(adopted).toBe(false);
      expect(change).toMatchObject({ from: before, to: before, evidence: { attempt, adopted: false } });
    }
    expect(await ranking.weights.get()).toEqual(before);
  });

  test("refuses feedback that cannot be, and none", async () => {
    const [one] = feedbackOf(1, () => 0);
    if (!one) throw new Error("There is none.");
    await expect(
      ranking.learning.learn({ feedback: [{ ...one, clicks: 5 }], by: "a" }),
    ).rejects.toMatchObject({ code: "invalid_request", message: expect.stringContaining("feedback[0]") });
    await expect(ranking.learning.learn({ feedback: [], by: "a" })).rejects.toMatchObject({
      code: "nothing_to_learn",
    });
  });
});
