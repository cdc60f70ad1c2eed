import { FLICKS_PER_SECOND } from "@cutstream/media";
import { afterEach, describe, expect, it } from "vitest";
import type { MomentInput } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import type { Moment } from "../moments/moment.ts";
import { makeVersion } from "../testing/made-library.ts";
import { createFakeAnalyser, createMadeMemory, createToyEmbedder, failing } from "../testing/made-memory.ts";

// twenty seconds at 25 frames a second
const versions = [makeVersion({ n: 1 }), makeVersion({ n: 2, frameRate: { num: 30000, den: 1001 } })];

const open: Awaited<ReturnType<typeof createMadeMemory>>[] = [];
async function setUp(options: Partial<Parameters<typeof createMadeMemory>[0]> = {}) {
  const made = await createMadeMemory({ versions, ...options });
  open.push(made);
  return made;
}
afterEach(async () => {
  for (const { memory } of open.splice(0)) await memory.close();
});

const moment = (start: number, end: number, text: string, change: Partial<Moment> = {}): Moment => ({
  ...{ start: start * FLICKS_PER_SECOND, end: end * FLICKS_PER_SECOND, text },
  ...{ language: null, labels: [], metadata: {}, detail: null, ...change },
});

const events: MomentInput[] = [
  {
    start: 1,
    end: 3,
    text: "He scored from far out",
    labels: ["goal"],
    metadata: { player: "player_42", minute: 12 },
  },
  { start: 8, end: 9, text: "A puppy runs onto the pitch", metadata: { minute: 50 } },
  { start: 14, end: "16", text: "Storm clouds gather", metadata: { minute: 80 } },
];

describe("own moments", () => {
  it("are found at once by words and filters, and by meaning when their vectors are made", async () => {
    const { indexes, retrieve, runJobs, heads } = await setUp();
    expect(await indexes.put("v0", "events", events)).toMatchObject({
      ...{ video: "v0", name: "events", status: "ready", analyser: null, moments: 3 },
    });
    const texts = async (query: string) =>
      (await retrieve({ query, minScore: 0.5 })).moments.map(({ text }) => text);
    expect(await texts("clouds")).toEqual(["Storm clouds gather"]);
    await runJobs();
    expect(await texts("hound")).toEqual(["A puppy runs onto the pitch"]);
    expect(await texts("player_42")).toEqual(["He scored from far out"]);
    const clips = [
      { from: 25, to: 75 },
      { from: 200, to: 225 },
      { from: 350, to: 400 },
    ];
    expect(heads).toEqual([{ video: "v0", clips }]);
  });

  it("say where they are to the frame, why they came, and how they play", async () => {
    const { indexes, retrieve, runJobs } = await setUp();
    await indexes.put("v1", "events", [{ start: 2, end: { frame: 90 }, text: "the goal" }]);
    await indexes.put("v1", "sound", [
      { start: 2.5, end: 3, labels: ["cheer"], metadata: { crowd_peak: true } },
    ]);
    await runJobs();
    const { moments, next, warnings } = await retrieve({ query: "goal" });
    expect([moments.length, next, warnings]).toEqual([1, null, []]);
    expect(moments[0]).toMatchObject({
      ...{ video: "v1", videoName: "video 1", collection: "default", index: "events" },
      ...{ startFrame: 60, endFrame: 90, startExact: "1001/500", endExact: "3003/1000" },
      ...{ start: 2.002, end: 3.003 },
      url: "url of v1 60-90",
      thumbnail: `picture of ${versions[1]!.id} 75`,
      facts: { sound: [{ labels: ["cheer"], metadata: { crowd_peak: true } }] },
    });
    expect(moments[0]?.why).toEqual(
      expect.arrayContaining([
        { by: "text", index: "events", score: 0.9, terms: ["goal"] },
        expect.objectContaining({ by: "meaning", index: "events" }),
      ]),
    );
  });

  it("take the place of those that the name had, all or none", async () => {
    const { indexes, retrieve } = await setUp();
    await indexes.put("v0", "events", events);
    await expect(indexes.put("v0", "events", [{ start: 1, end: 99, text: "x" }])).rejects.toMatchObject(
      failing("invalid_time", "moments[0].end"),
    );
    expect(await indexes.moments("v0", "events")).toHaveLength(3);
    await indexes.put("v0", "events", [{ start: 0, end: 1, text: "kick-off" }]);
    expect((await retrieve({})).moments.map(({ text }) => text)).toEqual(["kick-off"]);
    expect(await indexes.list("v0")).toHaveLength(1);
    await indexes.delete("v0", "events");
    expect((await retrieve({})).moments).toEqual([]);
    await expect(indexes.delete("v0", "events")).rejects.toMatchObject(failing("index_not_found"));
  });

  it.each<[string, MomentInput, ReturnType<typeof failing>]>([
    ["no length", { start: 1, end: 1, text: "x" }, failing("invalid_moment", "moments[0].end")],
    ["nothing to find", { start: 1, end: 2 }, failing("invalid_moment", "moments[0]")],
    [
      "a time that is none",
      { start: Number.NaN, end: 2, text: "x" },
      failing("invalid_time", "moments[0].start"),
    ],
    [
      "an empty label",
      { start: 1, end: 2, labels: ["a", ""] },
      failing("invalid_moment", "moments[0].labels[1]"),
    ],
    ["a book", { start: 1, end: 2, text: "x".repeat(30_000) }, failing("invalid_moment", "moments[0].text")],
    [
      "a million keys",
      { start: 1, end: 2, metadata: Object.fromEntries(Array.from({ length: 1e6 }, (_, n) => [n, n])) },
      failing("metadata_too_large", "moments[0].metadata"),
    ],
    [
      "one enormous value",
      { start: 1, end: 2, metadata: { a: "x".repeat(100_000) } },
      failing("metadata_too_large", "moments[0].metadata"),
    ],
  ])("with %s are refused", async (_, input, error) => {
    const { indexes } = await setUp();
    await expect(indexes.put("v0", "events", [input])).rejects.toMatchObject(error);
    expect(await indexes.list("v0")).toEqual([]);
  });

  it("need a video, and a name that is one", async () => {
    const { indexes } = await setUp();
    await expect(indexes.put("v9", "events", events)).rejects.toMatchObject(failing("video_not_found"));
    await expect(indexes.put("v0", "../x", events)).rejects.toMatchObject(failing("invalid_request", "name"));
  });
});

describe("analysers", () => {
  const found = [[moment(0, 4, "a dog", { metadata: { objects: { dog: 1 } } })], [moment(4, 8, "rain")]];

  it("make indexes whose moments are seen as they come, in the order in which they need one another", async () => {
    const scenes = { ...createFakeAnalyser("scenes", found), reads: ["shots"] };
    const shots = createFakeAnalyser("shots", [[moment(0, 8, "")]]);
    const { indexes, retrieve, runJobs, jobs, heads } = await setUp({ analysers: [scenes, shots] });
    const { promise, resolve } = Promise.withResolvers<void>();
    scenes.gate = promise;
    await indexes.analyse("v0");
    expect(jobs.map(({ payload }) => (payload as { name: string }).name)).toEqual(["shots", "scenes"]);
    const running = runJobs();
    await expect.poll(async () => (await retrieve({ query: "dog" })).moments.length).toBe(1);
    expect((await indexes.list("v0")).map(({ name, status }) => `${name} ${status}`)).toEqual([
      "shots ready",
      "scenes running",
    ]);
    resolve();
    await running;
    expect((await indexes.list("v0"))[1]).toMatchObject({
      ...{ status: "ready", moments: 2, warnings: ["one thing was left out"] },
      analyser: { model: "fake scenes", version: "1", settings: {} },
    });
    expect(heads.map(({ clips }) => clips.map(({ from, to }) => `${from}-${to}`))).toEqual([
      ["0-200"],
      ["0-100", "100-200"],
    ]);
    expect(
      (await retrieve({ filters: { objects: { dog: { $gte: 1 } } }, indexes: ["shots"] })).moments,
    ).toHaveLength(1);
  });

  it("that fail leave what was there, and say why", async () => {
    const scenes = createFakeAnalyser("scenes", found);
    const { indexes, retrieve, runJobs } = await setUp({ analysers: [scenes] });
    await indexes.analyse("v0");
    await runJobs();
    scenes.failure = new CutstreamError("analyser_failed", "The model choked.");
    await indexes.analyse("v0", ["scenes"]);
    await expect(runJobs()).rejects.toMatchObject(failing("analyser_failed"));
    expect((await indexes.list("v0")).map(({ status, error }) => [status, error?.message])).toEqual([
      ["ready", undefined],
      ["failed", "The model choked."],
    ]);
    expect((await retrieve({})).moments).toHaveLength(2);
    scenes.failure = null;
    await indexes.analyse("v0", ["scenes"]);
    await runJobs();
    expect((await indexes.list("v0")).map(({ status }) => status)).toEqual(["ready"]);
    expect((await retrieve({})).moments).toHaveLength(2);
  });

  it("that are cancelled leave nothing behind", async () => {
    const scenes = createFakeAnalyser("scenes", found);
    const { indexes, store, runJobs } = await setUp({ analysers: [scenes] });
    const stop = new AbortController();
    scenes.failure = new CutstreamError("cancelled", "Stopped.");
    stop.abort();
    await indexes.analyse("v0", ["scenes"]);
    await expect(runJobs(stop.signal)).rejects.toMatchObject(failing("cancelled"));
    expect(await indexes.list("v0")).toEqual([]);
    expect(await store.momentsOf("v0")).toEqual([]);
  });

  it("that lack what they need are left out, unless they are asked for", async () => {
    const missing = new CutstreamError("analyser_unavailable", "Install it.");
    const speech = createFakeAnalyser("speech", [], { identify: () => Promise.reject(missing) });
    const { indexes, runJobs } = await setUp({ analysers: [speech, createFakeAnalyser("shots", [])] });
    expect(await indexes.analyse("v0")).toHaveLength(1);
    await runJobs();
    await indexes.analyse("v0", ["speech"]);
    await expect(runJobs()).rejects.toMatchObject(failing("analyser_unavailable"));
    expect((await indexes.list("v0")).find(({ name }) => name === "speech")).toMatchObject({
      status: "failed",
      error: { code: "analyser_unavailable", message: "Install it." },
    });
    await expect(indexes.analyse("v0", ["smell"])).rejects.toMatchObject(failing("analyser_unknown"));
  });
});

describe("retrieve", () => {
  async function remembered() {
    const made = await setUp();
    await made.indexes.put("v0", "events", events);
    await made.indexes.put("v1", "events", [
      { start: 5, end: 7, text: "A dog wins the show", metadata: { minute: 3 } },
    ]);
    await made.indexes.put("v0", "shots", [
      { start: 0, end: 7, labels: ["shot"] },
      { start: 7, end: 12, labels: ["shot"] },
    ]);
    await made.runJobs();
    return made;
  }

  it("ranks filters alone by video and time, page by page", async () => {
    const { retrieve } = await remembered();
    const first = await retrieve({ indexes: ["events"], limit: 3 });
    expect(first.moments.map(({ video, start, score }) => [video, Math.round(start), score])).toEqual([
      ["v0", 1, 1],
      ["v0", 8, 1],
      ["v0", 14, 1],
    ]);
    const second = await retrieve({ indexes: ["events"], limit: 3, cursor: first.next! });
    expect(second).toMatchObject({ moments: [{ video: "v1" }], next: null });
  });

  it("pages through what was ranked without a gap", async () => {
    const { retrieve } = await remembered();
    const all = (await retrieve({ query: "dog show storm goal", limit: 200 })).moments.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await retrieve({ query: "dog show storm goal", limit: 1, ...(cursor && { cursor }) });
      paged.push(...page.moments.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(2);
  });

  it("keeps to its scope: collection, videos, indexes, time, duration, filters", async () => {
    const { retrieve } = await remembered();
    const found = async (request: Parameters<typeof retrieve>[0]) =>
      (await retrieve(request)).moments.map(({ video, start }) => `${video} ${Math.round(start)}`);
    expect(await found({ query: "dog", videos: ["v1"], minScore: 0.5 })).toEqual(["v1 5"]);
    expect(await found({ query: "dog", collection: "default", minScore: 0.5 })).toHaveLength(2);
    expect(await found({ indexes: ["shots"] })).toEqual(["v0 0", "v0 7"]);
    expect(await found({ indexes: ["events"], time: { from: 3, to: 8.5 } })).toEqual(["v0 8", "v1 5"]);
    expect(await found({ indexes: ["events"], duration: { max: 1.5 } })).toEqual(["v0 8"]);
    expect(await found({ query: "dog", filters: { minute: { $lt: 10 } }, minScore: 0.5 })).toEqual(["v1 5"]);
  });

  it("adds padding within the video, and moves edges to shots", async () => {
    const { retrieve } = await remembered();
    const [padded] = (await retrieve({ query: "player_42", padding: { before: 2, after: 0.4 } })).moments;
    expect(padded).toMatchObject({ startFrame: 0, endFrame: 85 });
    const [snapped] = (await retrieve({ query: "puppy", snap: "shot" })).moments;
    expect(snapped).toMatchObject({ startFrame: 175, endFrame: 300 });
    const [both] = (await retrieve({ query: "puppy", padding: 1.5, snap: "shot" })).moments;
    expect(both).toMatchObject({ startFrame: 0, endFrame: 300 });
  });

  it("goes on by words where meanings cannot be compared, and says so", async () => {
    const embedder = createToyEmbedder();
    const { indexes, retrieve, runJobs } = await setUp({ embedder });
    await indexes.put("v0", "events", events);
    embedder.failure = new CutstreamError("model_unavailable", "The endpoint is down.");
    await runJobs();
    const { moments, warnings } = await retrieve({ query: "puppy" });
    expect(moments).toHaveLength(1);
    expect(warnings).toEqual(["Meanings were not compared: The endpoint is down."]);
    expect((await indexes.list("v0"))[0]?.warnings).toEqual([
      "Meanings are not compared: The endpoint is down.",
    ]);
    const { retrieve: without } = await setUp({ embedder: null });
    expect((await without({ query: "puppy" })).warnings).toEqual([
      "Meanings were not compared: there is no embedding model.",
    ]);
  });

  it("goes on by words where a model's vectors have other dimensions than it gave before", async () => {
    const toy = createToyEmbedder();
    let more = 0;
    const embedder = {
      ...toy,
      embed: async (texts: readonly string[]) =>
        (await toy.embed(texts)).map((vector) => Float32Array.from([...vector, ...Array(more).fill(0)])),
    };
    const { indexes, retrieve, runJobs } = await setUp({ embedder });
    await indexes.put("v0", "events", events);
    await runJobs();
    more = 3;
    const { moments, warnings } = await retrieve({ query: "puppy" });
    expect(moments.map(({ text }) => text)).toEqual(["A puppy runs onto the pitch"]);
    expect(warnings).toEqual([expect.stringMatching(/^Meanings were not compared: .*dimensions/)]);
    await indexes.put("v1", "events", [{ start: 1, end: 2, text: "Rain" }]);
    await runJobs();
    expect((await indexes.list("v1"))[0]).toMatchObject({
      ...{ status: "ready", warnings: [expect.stringMatching(/^Meanings are not compared: .*dimensions/)] },
    });
  });

  it.each<[string, Parameters<Awaited<ReturnType<typeof setUp>>["retrieve"]>[0], ReturnType<typeof failing>]>(
    [
      ["an unknown collection", { collection: "season" }, failing("collection_not_found", "collection")],
      ["an unknown video", { videos: ["v0", "v9"] }, failing("video_not_found", "videos[1]")],
      ["an unknown operator", { filters: { a: { $like: 1 } } }, failing("invalid_filter", "filters.a.$like")],
      ["a query of 100 kB", { query: "goal ".repeat(20_000) }, failing("query_too_long", "query")],
      ["a limit of none", { limit: 0 }, failing("invalid_request", "limit")],
      ["a cursor that nobody gave", { cursor: "x" }, failing("invalid_request", "cursor")],
      ["a time that runs backwards", { time: { from: 3, to: 2 } }, failing("invalid_request", "time")],
      ["a score that is none", { minScore: Number.NaN }, failing("invalid_request", "minScore")],
    ],
  )("refuses %s", async (_, request, error) => {
    const { retrieve } = await setUp();
    await expect(retrieve(request)).rejects.toMatchObject(error);
  });

  it.each([
    "'; drop table moments; --",
    'NEAR("a" "b", 5)',
    '"',
    "*",
    "AND OR NOT",
    "\u0000\ud800",
    "{}:^-+()",
  ])("takes %j for words, whatever they are to a database", async (query) => {
    const { retrieve } = await remembered();
    expect((await retrieve({ query })).next).toBeNull();
  });

  it("forgets a video that is deleted", async () => {
    const { retrieve, memory } = await remembered();
    await memory.forget("v0");
    expect((await retrieve({})).moments.map(({ video }) => video)).toEqual(["v1"]);
  });
});

describe("transcript", () => {
  it("gives sentences and words with their times", async () => {
    const words = [{ start: 0, end: FLICKS_PER_SECOND / 2, text: "Good", confidence: 0.8 }];
    const spoken = moment(0, 1, "Good evening.", { language: "en", detail: { words } as never });
    const { indexes, transcript, runJobs } = await setUp({
      analysers: [createFakeAnalyser("speech", [[spoken]])],
    });
    await expect(transcript("v0")).rejects.toMatchObject(failing("index_not_found"));
    await expect(transcript("v9")).rejects.toMatchObject(failing("video_not_found"));
    await indexes.analyse("v0");
    await runJobs();
    expect(await transcript("v0")).toEqual({
      ...{ video: "v0", language: "en", text: "Good evening." },
      sentences: [
        {
          ...{ start: 0, end: 1, text: "Good evening." },
          words: [{ start: 0, end: 0.5, word: "Good", confidence: 0.8 }],
        },
      ],
    });
  });
});
