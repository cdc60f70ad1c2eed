import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFfmpegTranscoder, verifyReel } from "../../packages/engine/src/index.ts";
import { catalogOf, clipsInARow, storeMega } from "../kit/mega.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";

const TITLES = Array.from({ length: 12 }, (_, n) => `title ${n}`);

let server: TestServer;
let mega: IngestedSource;

beforeAll(async () => {
  server = await startTestServer();
  mega = await ingestCoded(server, { sourceId: 5, frameRate: "30000/1001", seconds: 20 });
  const catalog = await catalogOf(server);
  const long = clipsInARow(TITLES.slice(0, 8), "long", 30);
  const short = clipsInARow(TITLES, "short", 15, 8 * 30);
  await storeMega(catalog, "autumn", mega, [...long, ...short]);
  await catalog.close();
  await server.client.cadences.put("evening", {
    ...{ mega: "autumn", length: { frames: 300 }, returns: { top: 2, every: 5 } },
    slots: [{ clip: "long" }, { clip: "short" }],
    opening: { title: "title 11", clip: "short" },
    music: { start: 2, end: 9, loop: true },
  });
});
afterAll(() => server?.close());

describe("a viewer's reel of real media", () => {
  it("shows each frame that was looked up, to ffmpeg and to verify --reel", async () => {
    const { client } = server;
    const { stream, reel } = await client.reels.make({ viewer: "ann", cadence: "evening" });
    expect(reel).toMatchObject({ version: 1, asked: 300, rankedBy: "built-in" });
    // The last clip ends where it can be cut without being encoded.
    expect(300 - reel.frames).toBeGreaterThanOrEqual(0);
    expect(300 - reel.frames).toBeLessThanOrEqual(8);
    expect(reel.slots[0]).toMatchObject({ role: "opening", title: "title 11" });
    const cuts = reel.slots.map(({ frames }) => ({ source: mega, from: frames.first, to: frames.end }));
    await expectPlays(continuous(stream.url), cuts);

    const transcoder = createFfmpegTranscoder({});
    const request = {
      ...{ stream, reel, transcoder },
      video: (id: string) => client.videos.get(id),
      fetch: async (url: string) => (await fetch(url)).bytes(),
    };
    const report = await verifyReel(request);
    expect(
      report.slots.map(({ title, ok, span }) => [title, ok, span.first?.error, span.last?.error]),
    ).toEqual(reel.slots.map(({ title }) => [title, true, 0, 0]));
    const [first, ...others] = reel.slots;
    if (!first) throw new Error("The reel is empty.");
    const slipped = { ...reel, slots: [{ ...first, frames: { first: 1, end: 16 } }, ...others] };
    await expect(verifyReel({ ...request, reel: slipped })).rejects.toMatchObject({
      code: "verification_failed",
      message: expect.stringContaining("Slot 1 (title 11)"),
    });
  });

  it("is to be had at an address that players know", async () => {
    const { url } = await server.client.reels.address({ viewer: "bob", cadence: "evening" });
    const answers = await Promise.all([fetch(url), fetch(url)]);
    expect(answers.map(({ status, redirected }) => [status, redirected])).toEqual([
      [200, true],
      [200, true],
    ]);
    expect(answers[1]?.url).toBe(answers[0]?.url);
    expect(await answers[0]?.text()).toContain("#EXT-X-STREAM-INF");
    expect((await fetch(url.replace("/bob/", "/ben/"))).status).toBe(403);
  });

  it("is told what becomes of it, by the titles that were on the screen, in the arm that made it", async () => {
    const { client } = server;
    const arms = ["control", "short"].map((id) => ({ id, share: 0.5, overrides: {} }));
    await client.experiments.put("pace", { arms });
    const viewers = Array.from({ length: 20 }, (_, n) => `viewer ${n}`);
    const made = await Promise.all(
      viewers.map((viewer) => client.reels.make({ viewer, cadence: "evening" })),
    );
    for (const { stream, reel } of made) {
      const [{ title = "" } = {}] = reel.slots;
      const told = [
        { id: "a", type: "progress", position: 0.4, played: 0.4 },
        { id: "b", type: "click", position: 0.4 },
        { id: "c", type: "follow-on", title },
      ] as const;
      expect(await client.telemetry.send(stream.url, told)).toEqual({ stored: 3, known: 0, refused: [] });
    }
    const clicks = async (experiment?: string) => {
      const { groups } = await client.telemetry.metrics(experiment ? { experiment } : {});
      return groups.map(({ name, figures }) => [
        name,
        figures.titles[0]?.title,
        figures.titles[0]?.clicks.count,
      ]);
    };
    expect((await clicks())[0]).toEqual(["all", "title 11", 20]);
    const arm = (id: string) => made.filter(({ reel }) => reel.arm === id).length;
    expect(arm("control") + arm("short")).toBeGreaterThan(0);
    expect(await clicks("pace")).toEqual(
      ["control", "short"].map((id) => [id, arm(id) > 0 ? "title 11" : undefined, arm(id) || undefined]),
    );
    // Twenty viewers prove nothing: it is recorded, and nothing changes.
    const before = await client.rankings.state();
    const { adopted, change, viewers: groups } = await client.rankings.learn("nightly");
    expect(adopted).toBe(false);
    expect(change).toMatchObject({ by: "nightly", from: before, to: before, evidence: { feedback: 20 } });
    expect(groups.holdout).toBe(made.filter(({ reel }) => reel.holdout).length);
    expect(await client.rankings.changes()).toEqual([change]);
    await client.experiments.kill("pace");
    const { reel } = await client.reels.make({ viewer: "viewer 1", cadence: "evening" });
    expect(reel.arm).toBeNull();
  });
});
