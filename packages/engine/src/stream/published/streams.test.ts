import { describe, expect, it } from "vitest";
import type { ClipInput } from "../../api/timeline.ts";
import { CutstreamError } from "../../errors.ts";
import { createMadeEngine, type MadeEngineOptions } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";
import type { Heads } from "../encoding/heads.ts";

const DAY = 86_400_000;
const versions = [
  makeVersion({ n: 1 }),
  makeVersion({ n: 2, frameRate: { num: 24000, den: 1001 }, audio: null }),
];
const setUp = (options: Partial<MadeEngineOptions> = {}) => createMadeEngine({ versions, ...options });

const clip = (video: string, from: number, to: number): ClipInput => ({
  video,
  start: { frame: from },
  end: { frame: to },
});
const timeline = { clips: [clip("v0", 13, 110), clip("v1", 50, 100)] };

/** Makes both pieces of the head at frame 13. */
async function makeHead(heads: Heads): Promise<void> {
  const [version] = versions;
  const head = { version: version!.id, track: version!.video[0]! };
  await heads.get({ ...head, from: 13, to: 24 });
  await heads.get({ ...head, from: 24, to: 50 });
}

describe("publishing", () => {
  it("answers with an address, a lifetime and what will be shown", async () => {
    const { streams, clock } = await setUp();
    const view = await streams.publish({ timeline, user: "ann", name: "Été: best of 2026!", ttl: "90m" });
    expect(view).toMatchObject({
      user: "ann",
      name: "Été: best of 2026!",
      createdAt: "2026-01-01T00:00:00.000Z",
      expiresAt: new Date(clock.now + 5_400_000).toISOString(),
      revoked: false,
    });
    expect(view.url).toMatch(
      new RegExp(`^http://localhost:8720/u/ann/${view.id}/k1\\.[\\w-]{32}/E-te-best-of-2026\\.m3u8$`),
    );
    expect(new URL(view.playerUrl).searchParams.get("url")).toBe(view.url);
    expect(view.plan).toMatchObject({
      clips: [
        { video: "v0", startFrame: 13, endFrame: 110, start: 0.52, end: 4.4, method: "head" },
        { video: "v1", startFrame: 50, endFrame: 100, method: "aligned" },
      ],
      heads: { ready: 0 },
      warnings: [expect.stringContaining("v1")],
    });
    expect(view.plan.duration).toBeCloseTo(97 / 25 + (50 * 1001) / 24000, 9);
    expect(view.plan.segments.total).toBeGreaterThanOrEqual(view.plan.segments.shared);
  });

  it("says how many frames must still be encoded, and counts those that were", async () => {
    const { streams, heads } = await setUp();
    const request = { timeline: { clips: [clip("v0", 13, 100), clip("v0", 213, 300), clip("v0", 13, 100)] } };
    expect((await streams.plan(request)).heads).toEqual({ total: 4, ready: 0, frames: 74 });
    await makeHead(heads);
    expect((await streams.plan(request)).heads).toEqual({ total: 4, ready: 2, frames: 74 });
  });

  it("counts whole chunks as shared", async () => {
    const { streams } = await setUp();
    const { segments } = await streams.plan({ timeline: { clips: [clip("v0", 13, 437)] } });
    expect(segments).toEqual({ total: 7, shared: 3 });
  });

  it("publishes for anyone, for a day, unless told otherwise", async () => {
    const { streams, clock } = await setUp();
    const view = await streams.publish({ timeline });
    expect(view).toMatchObject({ user: "anyone", name: "stream" });
    expect(Date.parse(view.expiresAt)).toBe(clock.now + DAY);
  });

  it("plans without leaving anything behind", async () => {
    const { streams } = await setUp();
    await streams.plan({ timeline });
    expect((await streams.list({})).items).toEqual([]);
  });

  it.each([
    ["video_not_found", { timeline: { clips: [clip("v9", 0, 50)] } }],
    ["empty_timeline", { timeline: { clips: [] } }],
    ["invalid_request", { timeline, ttl: 0 }],
    ["invalid_request", { timeline, user: "" }],
    ["invalid_request", { timeline, user: ".." }],
    ["invalid_request", { timeline, user: "a\nb" }],
    ["invalid_request", { timeline, name: "n".repeat(129) }],
  ] as const)("refuses with %s, and stores nothing", async (code, request) => {
    const { streams } = await setUp();
    await expect(streams.publish(request)).rejects.toMatchObject({ code });
    expect((await streams.list({})).items).toEqual([]);
  });

  it("gives names without a letter that URLs have one of their own", async () => {
    const { streams } = await setUp();
    expect((await streams.publish({ timeline, name: "最高" })).url).toMatch(/\/stream\.m3u8$/);
  });
});

describe("without an encoder", () => {
  const snapping = [clip("v0", 13, 100), clip("v0", 163, 250), clip("v0", 300, 350)];

  it("moves cuts that need heads to key frames, and says so", async () => {
    const { streams, transcoder } = await setUp();
    transcoder.missing = new CutstreamError("encoder_missing", "There is no ffmpeg.");
    const { plan } = await streams.publish({ timeline: { clips: snapping } });
    expect(plan.clips).toMatchObject([
      { startFrame: 0, endFrame: 100, startErrorFrames: -13, method: "snap" },
      { startFrame: 150, endFrame: 250, startErrorFrames: -13, method: "snap" },
      { startFrame: 300, endFrame: 350, method: "aligned" },
    ]);
    expect(plan.heads.total).toBe(0);
    expect(plan.warnings).toEqual([expect.stringMatching(/There is no ffmpeg\..*clips 0, 1\./)]);
  });

  it("stays exact where the heads exist", async () => {
    const { streams, heads, transcoder } = await setUp();
    await makeHead(heads);
    transcoder.missing = new CutstreamError("encoder_missing", "There is no ffmpeg.");
    const { plan } = await streams.publish({ timeline: { clips: snapping } });
    expect(plan.clips.map(({ method }) => method)).toEqual(["head", "snap", "aligned"]);
    expect(plan.heads).toEqual({ total: 2, ready: 2, frames: 37 });
  });

  it("moves cuts while too many heads wait", async () => {
    const { streams, heads, transcoder } = await setUp({ queue: 1 });
    transcoder.gate = new Promise(() => undefined);
    const track = versions[0]!.video[0]!;
    const waiting = [1, 2].map((from) =>
      heads.get({ version: versions[0]!.id, track, from, to: 50 }).catch(() => 0),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { plan } = await streams.publish({ timeline: { clips: snapping } });
    expect(plan.clips.map(({ method }) => method)).toEqual(["snap", "snap", "aligned"]);
    await heads.close();
    await Promise.all(waiting);
  });
});

describe("a published stream", () => {
  it("is shown and listed as it was published", async () => {
    const { streams, clock } = await setUp();
    const views = [];
    for (const user of ["ann", "bob", "ann"]) {
      views.push(await streams.publish({ timeline, user }));
      clock.now += 1000;
    }
    expect(await streams.get(views[1]!.id)).toEqual(views[1]);
    expect((await streams.list({ user: "ann" })).items).toEqual([views[0], views[2]]);
    const first = await streams.list({ limit: 2 });
    expect(first.items).toEqual(views.slice(0, 2));
    expect((await streams.list({ limit: 2, cursor: first.next! })).items).toEqual(views.slice(2));
    await expect(streams.get("str_none")).rejects.toMatchObject({ code: "stream_not_found" });
  });

  it("plays until it expires, and again once renewed", async () => {
    const { streams, clock } = await setUp();
    const { id } = await streams.publish({ timeline, ttl: 60 });
    clock.now += 59_999;
    expect((await streams.playable(id)).id).toBe(id);
    clock.now += 1;
    await expect(streams.playable(id)).rejects.toMatchObject({ code: "stream_expired" });
    const renewed = await streams.renew(id, "2h");
    expect(Date.parse(renewed.expiresAt)).toBe(clock.now + 7_200_000);
    expect((await streams.playable(id)).id).toBe(id);
    await expect(streams.renew(id, "never")).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("ends at once and for good when it is revoked", async () => {
    const { streams, clock } = await setUp();
    const { id } = await streams.publish({ timeline });
    await streams.playable(id);
    expect(await streams.revoke(id)).toMatchObject({ revoked: true });
    await expect(streams.playable(id)).rejects.toMatchObject({ code: "stream_revoked" });
    await expect(streams.renew(id)).rejects.toMatchObject({ code: "stream_revoked" });
    clock.now += 1000;
    expect(await streams.revoke(id)).toMatchObject({ revoked: true });
    await expect(streams.revoke("str_none")).rejects.toMatchObject({ code: "stream_not_found" });
    await expect(streams.playable("str_none")).rejects.toMatchObject({ code: "stream_not_found" });
  });
});
