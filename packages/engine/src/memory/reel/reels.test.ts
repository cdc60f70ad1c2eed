import { afterEach, describe, expect, it } from "vitest";
import type { MomentInput } from "../../api/memory.ts";
import type { PublishRequest, StreamView } from "../../api/streams.ts";
import { CutstreamError } from "../../errors.ts";
import type { ChatModel, ChatRequest } from "../../seams/chat-model.ts";
import { makeVersion } from "../../testing/made-library.ts";
import { createMadeMemory, failing } from "../../testing/made-memory.ts";
import { createReels } from "./reels.ts";

// ten minutes at two frames a second
const versions = [1, 2, 3].map((n) =>
  makeVersion({ n, gops: Array<number>(24).fill(50), frameRate: { num: 2, den: 1 }, audio: null }),
);

const open: Awaited<ReturnType<typeof createMadeMemory>>[] = [];
afterEach(async () => {
  for (const { memory } of open.splice(0)) await memory.close();
});

/** Reels over videos `v0` to `v2`; publishing only writes down what is asked for. */
async function setUp(chat: ChatModel | null = null) {
  const made = await createMadeMemory({ versions });
  open.push(made);
  const published: PublishRequest[] = [];
  const reels = createReels({
    retrieve: made.retrieve,
    chat,
    async publish(request) {
      published.push(request);
      return { id: `str_${published.length}` } as StreamView;
    },
  });
  const index = async (video: string, name: string, moments: MomentInput[]) => {
    await made.indexes.put(video, name, moments);
    await made.runJobs();
  };
  return { ...made, reels, published, index };
}

const peak = (start: number, strength: number): MomentInput => ({
  ...{ start, end: start + 2, labels: ["crowd-peak"], metadata: { strength } },
});

/** A match: cheers at 100, 200 and 400 s, the loudest at 200; a goal before it, and a throw-in that nobody cheers. */
async function withMatch(chat: ChatModel | null = null) {
  const made = await setUp(chat);
  await made.index("v0", "sound", [peak(100, 8), peak(200, 16), peak(400, 4)]);
  await made.index("v0", "events", [
    { start: 194, end: 199, text: "goal by player_42", labels: ["goal"] },
    { start: 500, end: 504, text: "throw-in", labels: ["throw-in"] },
  ]);
  return made;
}

/** A model that answers with this, or throws it. */
function modelThatSays(answer: unknown): ChatModel & { readonly asked: ChatRequest[] } {
  const asked: ChatRequest[] = [];
  return {
    model: "toy-model",
    asked,
    async answer(request) {
      asked.push(request);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

describe("a reel from a prompt", () => {
  it("has the moments that are worth most, by time, no longer than asked for, and says why", async () => {
    const { reels, published } = await withMatch();
    const reel = await reels.fromPrompt({
      prompt: "Create highlights of this match in 45 seconds",
      video: "v0",
      user: "ann",
      ttl: "7d",
    });
    const shown = reel.moments.map(({ start, end }) => [start, end]);
    // The goal and its cheer are one: three seconds before the goal to four after the cheer.
    expect(shown).toEqual([
      [92, 106],
      [191, 206],
      [497, 507],
    ]);
    expect(reel.moments[1]?.worth).toBe(Math.max(...reel.moments.map(({ worth }) => worth)));
    expect(reel.moments[1]?.reasons).toEqual(
      expect.arrayContaining(["crowd peaks: crowd-peak", "events: goal by player_42"]),
    );
    expect(reel.plan).toMatchObject({
      ...{ by: "rules", duration: 45, choose: "best" },
      queries: [
        { purpose: "crowd peaks", query: null, indexes: ["sound"], found: 3 },
        { purpose: "events", found: 2 },
      ],
    });
    expect(reel.warnings).toEqual([]);
    expect(reel.stream.id).toBe("str_1");
    expect(published).toEqual([
      {
        timeline: {
          clips: shown.map(([start, end]) => ({
            ...{ video: "v0", start: { frame: start! * 2 }, end: { frame: end! * 2 } },
          })),
        },
        ...{ user: "ann", ttl: "7d", name: "Create highlights of this match in 45 seconds" },
      },
    ]);
  });

  it("takes the length that is given before the one that is written, and a minute where there is none", async () => {
    const { reels } = await withMatch();
    const prompt = "highlights in 40 seconds";
    const total = ({ moments }: { moments: readonly { start: number; end: number }[] }) =>
      moments.reduce((sum, { start, end }) => sum + end - start, 0);
    const short = await reels.fromPrompt({ prompt, video: "v0", duration: 20 });
    expect(short.plan.duration).toBe(20);
    expect(total(short)).toBeLessThanOrEqual(20);
    expect(short.moments.map(({ start }) => start)).toEqual([191]);
    expect((await reels.fromPrompt({ prompt: "highlights", video: "v0" })).plan.duration).toBe(60);
  });

  it("is about what it is to be about", async () => {
    const { reels, index } = await withMatch();
    await index("v1", "events", [{ start: 50, end: 54, text: "save by player_7" }]);
    const reel = await reels.fromPrompt({ prompt: "moments with player_42", collection: "default" });
    expect(reel.moments).toMatchObject([{ video: "v0", start: 193, end: 200 }]);
    expect(reel.moments[0]?.reasons[0]).toMatch(/^“player_42”: goal by player_42 \(text 0\.\d\d/);
  });

  it("leaves out what it is to leave out", async () => {
    const { reels } = await withMatch();
    const reel = await reels.fromPrompt({ prompt: "highlights without player_42", video: "v0" });
    expect(reel.moments.map(({ start }) => start)).toEqual([92, 392, 497]);
    expect(reel.plan.queries.at(-1)).toMatchObject({ excludes: true, query: "player_42", found: 1 });
  });

  it("keeps to the first minutes where those are meant", async () => {
    const { reels } = await withMatch();
    const reel = await reels.fromPrompt({ prompt: "highlights of the first three minutes", video: "v0" });
    expect(reel.moments.map(({ start }) => start)).toEqual([92]);
  });

  it("begins and ends with shots where they are near", async () => {
    const { reels, index } = await withMatch();
    const shot = (start: number, end: number) => ({ start, end, labels: ["shot"] });
    await index("v0", "shots", [shot(0, 91), shot(91, 107), shot(107, 192), shot(192, 300)]);
    const reel = await reels.fromPrompt({ prompt: "highlights", video: "v0", duration: 35 });
    expect(reel.moments.map(({ start, end }) => [start, end])).toEqual([
      [91, 107],
      [192, 206],
    ]);
    expect(reel.moments.map(({ reasons }) => reasons.at(-1))).toEqual([
      "begins and ends with a shot",
      "begins with a shot",
    ]);
  });

  it("shows some of everything where nobody cheers, and says so", async () => {
    const { reels, index } = await setUp();
    await index(
      "v0",
      "speech",
      Array.from({ length: 30 }, (_, n) => ({ start: n * 20, end: n * 20 + 3, text: `sentence ${n}` })),
    );
    const reel = await reels.fromPrompt({ prompt: "highlights", video: "v0", duration: 32 });
    expect(reel.warnings).toEqual([expect.stringMatching(/There are no crowd peaks and no events/)]);
    expect(reel.plan.choose).toBe("spread");
    expect(reel.moments[0]?.start).toBeLessThan(150);
    expect(reel.moments.at(-1)?.end).toBeGreaterThan(450);
  });

  it("spreads a recap over all of a video", async () => {
    const { reels } = await withMatch();
    const reel = await reels.fromPrompt({ prompt: "recap of this match", video: "v0" });
    expect(reel.plan.choose).toBe("spread");
    expect(reel.moments.at(-1)?.start).toBeGreaterThan(450);
  });

  it("says so where there is nothing to show", async () => {
    const { reels, published } = await setUp();
    await expect(reels.fromPrompt({ prompt: "highlights", video: "v0" })).rejects.toMatchObject({
      ...{ code: "no_moments", status: 422 },
    });
    await expect(reels.fromPrompt({ prompt: "moments with player_99", video: "v0" })).rejects.toThrow(
      /“player_99”/,
    );
    expect(published).toEqual([]);
  });

  it.each([
    [failing("invalid_request", "prompt"), { prompt: " ", video: "v0" }],
    [failing("invalid_request", "prompt"), { prompt: "x".repeat(1001), video: "v0" }],
    [failing("invalid_request", "video"), { prompt: "highlights" }],
    [failing("invalid_request", "video"), { prompt: "highlights", video: "v0", collection: "default" }],
    [failing("invalid_request", "duration"), { prompt: "highlights", video: "v0", duration: 0 }],
    [failing("invalid_request", "duration"), { prompt: "highlights in 9999 minutes", video: "v0" }],
    [failing("video_not_found"), { prompt: "highlights", video: "v9" }],
    [failing("collection_not_found"), { prompt: "highlights", collection: "none" }],
  ])("fails with %j", async (error, request) => {
    const { reels } = await withMatch();
    await expect(reels.fromPrompt(request)).rejects.toMatchObject(error);
  });
});

describe("a prompt that a language model reads", () => {
  const query = {
    ...{ purpose: "the throw-in", query: "throw-in", indexes: ["events"], labels: null },
    ...{ weight: 1, before: 2, after: 2, excludes: false },
  };
  const answer = { queries: [query], duration: 15, choose: "best" };

  it("is planned as it says", async () => {
    const chat = modelThatSays(answer);
    const { reels } = await withMatch(chat);
    const reel = await reels.fromPrompt({ prompt: "einen Einwurf bitte", video: "v0" });
    expect(chat.asked).toMatchObject([{ message: "einen Einwurf bitte", schema: { type: "object" } }]);
    expect(reel.plan).toMatchObject({ by: "model", duration: 15, understood: ["the throw-in"] });
    expect(reel.moments).toMatchObject([{ start: 498, end: 506 }]);
    expect(reel.warnings).toEqual([]);
  });

  it("takes labels as filters, and what is to be left out", async () => {
    const listing = { ...query, query: null, indexes: null, labels: ["crowd-peak", "throw-in"] };
    const without = { ...query, purpose: "no throw-in", excludes: true };
    const chat = modelThatSays({
      ...answer,
      queries: [{ ...listing, indexes: ["sound"] }, without],
      duration: null,
    });
    const { reels } = await withMatch(chat);
    const reel = await reels.fromPrompt({ prompt: "p", video: "v0" });
    expect(reel.plan.queries).toMatchObject([
      { filters: { labels: { $in: ["crowd-peak", "throw-in"] } }, found: 3 },
      { excludes: true, found: 1 },
    ]);
  });

  it.each([
    [
      "it cannot be reached",
      new CutstreamError("model_unavailable", "10.0.0.1 cannot be reached."),
      /cannot be reached/,
    ],
    ["it talks", "Sure! Here is your reel", /its answer is no plan/],
    ["a field is missing", { ...answer, queries: [{ purpose: "x" }] }, /queries\.0/],
    ["a weight is absurd", { ...answer, queries: [{ ...query, weight: 99 }] }, /queries\.0\.weight/],
    [
      "it looks for nothing",
      { ...answer, queries: [{ ...query, query: null, indexes: null }] },
      /looks for nothing/,
    ],
    ["it only leaves out", { ...answer, queries: [{ ...query, excludes: true }] }, /looks for nothing/],
    ["it finds nothing", { ...answer, queries: [{ ...query, indexes: ["none"] }] }, /is not there/],
  ])("is read by the rules, aloud, where %s", async (_what, said, reason) => {
    const { reels } = await withMatch(modelThatSays(said));
    const reel = await reels.fromPrompt({ prompt: "highlights in 45 seconds", video: "v0" });
    expect(reel.plan).toMatchObject({ by: "rules", duration: 45 });
    expect(reel.moments).toHaveLength(3);
    expect(reel.warnings).toEqual([expect.stringMatching(/^Planned by rules, not by toy-model: /)]);
    expect(reel.warnings[0]).toMatch(reason);
  });
});

describe("a recap", () => {
  const scene = (start: number, label: string, metadata: MomentInput["metadata"] = {}): MomentInput => ({
    ...{ start, end: start + 10, text: `${label} at ${start}`, labels: [label], metadata },
  });
  const shown = ({ moments }: { moments: readonly { video: string; start: number }[] }) =>
    moments.map(({ video, start }) => `${video} ${start}`);

  async function withSeries() {
    const made = await setUp();
    await made.index("v0", "story", [scene(10, "heist"), scene(100, "romance"), scene(200, "heist")]);
    await made.index("v1", "story", [
      scene(50, "heist"),
      scene(300, "romance", { characters: ["Ann", "Bob"] }),
    ]);
    await made.index("v2", "story", [scene(20, "heist")]);
    return made;
  }

  it("has the moments of an arc, of the episodes watched, in their order", async () => {
    const { reels, published } = await withSeries();
    const recap = await reels.recap({
      collection: "default",
      episodes: ["v1", "v0"],
      labels: ["heist"],
      user: "ann",
    });
    expect(shown(recap)).toEqual(["v1 50", "v0 10", "v0 200"]);
    expect(recap.order).toBe("episodes");
    expect(published).toMatchObject([{ user: "ann", name: "recap" }]);
  });

  it("never shows an episode that was not watched", async () => {
    const { reels } = await withSeries();
    const recap = await reels.recap({
      collection: "default",
      episodes: ["v0"],
      labels: ["heist", "romance"],
    });
    expect(new Set(recap.moments.map(({ video }) => video))).toEqual(new Set(["v0"]));
  });

  it("knows characters by labels and by metadata", async () => {
    const { reels } = await withSeries();
    expect(shown(await reels.recap({ collection: "default", characters: ["Ann"] }))).toEqual(["v1 300"]);
    expect(shown(await reels.recap({ collection: "default", characters: ["heist"] }))).toHaveLength(4);
    const both = reels.recap({ collection: "default", characters: ["Ann"], labels: ["heist"] });
    await expect(both).rejects.toMatchObject({ code: "no_moments" });
  });

  it("takes episodes by what is known of them", async () => {
    const { reels, index } = await setUp();
    const of = (episode: number) => [scene(10, "heist", { season: 1, episode })];
    await index("v0", "story", of(11));
    await index("v1", "story", of(2));
    await index("v2", "story", of(1));
    const recap = await reels.recap({ collection: "default", episodes: { season: 1, episode: { $gte: 2 } } });
    expect(shown(recap)).toEqual(["v1 10", "v0 10"]);
  });

  it("goes by the time of the story where that is known", async () => {
    const { reels, index } = await setUp();
    await index("v0", "story", [scene(10, "arc", { story_time: 30 }), scene(90, "arc", { story_time: 5 })]);
    await index("v1", "story", [scene(10, "arc", { story_time: 20 })]);
    const recap = await reels.recap({ collection: "default", labels: ["arc"] });
    expect([recap.order, shown(recap)]).toEqual(["story_time", ["v0 90", "v1 10", "v0 10"]]);
  });

  it("is cut to its length with something of each episode", async () => {
    const { reels } = await withSeries();
    const recap = await reels.recap({ collection: "default", labels: ["heist"], duration: 30 });
    expect(shown(recap)).toEqual(["v0 10", "v1 50", "v2 20"]);
  });

  it("prefers what is labelled to what lies within", async () => {
    const { reels, index } = await withSeries();
    await index("v0", "speech", [
      { start: 12, end: 13, text: "Now!" },
      { start: 14, end: 15, text: "Run!" },
    ]);
    const recap = await reels.recap({ collection: "default", episodes: ["v0"], labels: ["heist"] });
    expect(shown(recap)).toEqual(["v0 10", "v0 200"]);
  });

  it.each([
    [failing("collection_not_found"), { collection: "none" }],
    [failing("video_not_found"), { collection: "default", episodes: ["v9"] }],
    [failing("invalid_filter"), { collection: "default", episodes: { season: { $near: 1 } } }],
    [failing("invalid_request", "duration"), { collection: "default", duration: -1 }],
    [failing("no_moments"), { collection: "default", labels: ["musical"] }],
  ])("fails with %j", async (error, request) => {
    const { reels } = await withSeries();
    await expect(reels.recap(request)).rejects.toMatchObject(error);
  });
});
