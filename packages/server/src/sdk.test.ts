import { randomBytes } from "node:crypto";
import type * as engine from "@cutstream/engine";
import {
  type Asset,
  type Clip,
  type Collection,
  CutstreamError,
  connect,
  type Index,
  type IngestRequest,
  type Job,
  type Moment,
  type MomentInput,
  type OverlayInput,
  type Plan,
  type PublishOptions,
  type Recap,
  type RecapRequest,
  type Reel,
  type ReelPromptRequest,
  type ReframeInput,
  type RetrieveRequest,
  type Stream,
  type SubtitleInput,
  type Time,
  type Transcript,
  type Video,
} from "cutstream";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { DeepReadonly } from "./http/types.ts";
import type { ingestRequest } from "./schemas/video.ts";
import { fakeMoment } from "./testing/fake-memory.ts";
import { createRig } from "./testing/rig.ts";

async function connected(options: Parameters<typeof createRig>[0] = {}) {
  const rig = await createRig(options);
  const url = await rig.listen();
  return { rig, url, cs: connect({ url }), [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

const caught = async (promise: Promise<unknown>): Promise<CutstreamError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CutstreamError);
  return error as CutstreamError;
};

describe("the SDK's types", () => {
  it("are the engine's, as the compiler sees them", () => {
    expectTypeOf<Time>().toEqualTypeOf<engine.TimeInput>();
    expectTypeOf<Clip>().toEqualTypeOf<engine.ClipInput>();
    expectTypeOf<SubtitleInput>().toEqualTypeOf<engine.SubtitleInput>();
    expectTypeOf<Asset>().toEqualTypeOf<engine.AssetView>();
    expectTypeOf<OverlayInput>().toEqualTypeOf<engine.OverlayInput>();
    expectTypeOf<ReframeInput>().toEqualTypeOf<engine.ReframeInput>();
    expectTypeOf<Collection>().toEqualTypeOf<engine.CollectionView>();
    expectTypeOf<Video>().toEqualTypeOf<engine.VideoView>();
    expectTypeOf<Job>().toEqualTypeOf<engine.JobView>();
    expectTypeOf<Plan>().toEqualTypeOf<engine.PlanView>();
    expectTypeOf<Stream>().toEqualTypeOf<engine.StreamView>();
    expectTypeOf<Moment>().toEqualTypeOf<engine.RetrievedMoment>();
    expectTypeOf<MomentInput>().toEqualTypeOf<engine.MomentInput>();
    expectTypeOf<RetrieveRequest>().toEqualTypeOf<engine.RetrieveRequest>();
    expectTypeOf<Index>().toEqualTypeOf<engine.IndexView>();
    expectTypeOf<Transcript>().toEqualTypeOf<engine.TranscriptView>();
    expectTypeOf<Reel>().toEqualTypeOf<engine.ReelView>();
    expectTypeOf<Recap>().toEqualTypeOf<engine.RecapView>();
    expectTypeOf<ReelPromptRequest>().toEqualTypeOf<engine.ReelPromptRequest>();
    expectTypeOf<RecapRequest>().toEqualTypeOf<engine.RecapRequest>();
    expectTypeOf<PublishOptions>().toEqualTypeOf<Omit<engine.PublishRequest, "timeline">>();
    expectTypeOf<IngestRequest>().toExtend<DeepReadonly<z.input<typeof ingestRequest>>>();
  });
});

describe("the SDK against the server", () => {
  it("uploads images, lists and deletes them", async () => {
    await using setup = await connected();
    const { assets } = setup.cs;
    const logo = await assets.upload(Uint8Array.of(1, 2, 3), { name: "brand.png" });
    const other = await assets.upload(new File(["x"], "other.svg"));
    expect([logo, other]).toMatchObject([
      { name: "brand.png", size: 3 },
      { name: "other.svg", size: 1 },
    ]);
    expect(await Array.fromAsync(assets.list())).toEqual([logo, other]);
    await assets.delete(logo.id);
    expect(await caught(assets.delete(logo.id))).toMatchObject({ code: "asset_not_found" });
  });

  it("goes from words to a stream in two lines", async () => {
    await using setup = await connected();
    const { cs, rig } = setup;
    const { video } = await cs.videos.ingest({ path: "/a.mp4" });
    rig.engine.finish(video.id);
    rig.engine.memory.found = [fakeMoment({ video: video.id })];
    const moments = await cs.retrieve("goals by player_42");
    const stream = await cs.timeline(moments).stream();
    expect(rig.engine.memory.requests).toEqual([{ query: "goals by player_42" }]);
    expect([...moments]).toMatchObject([{ text: "a goal", why: [{ by: "text" }] }]);
    expect([moments.next, moments.warnings]).toEqual([null, []]);
    expect(stream.plan.clips).toMatchObject([{ video: video.id, startFrame: 300, endFrame: 330 }]);
  });

  it("keeps indexes", async () => {
    await using setup = await connected();
    const { cs } = setup;
    const { video } = await cs.videos.ingest({ path: "/a.mp4" });
    const goal = { start: 1, end: 2.5, text: "goal", labels: ["goal"], metadata: { minute: 89 } };
    expect(await cs.indexes.put(video.id, "my events", [goal])).toMatchObject({
      name: "my events",
      moments: 1,
    });
    expect(await cs.indexes.moments(video.id, "my events")).toMatchObject([goal]);
    const data = "1\n00:00:01,000 --> 00:00:02,000\nHello\n";
    await cs.indexes.import(video.id, "speech", { format: "srt", data });
    const edits = { format: "edl", side: "record", startTimecode: "01:00:00:00" } as const;
    await cs.indexes.import(video.id, "cut", { ...edits, data });
    expect(await cs.indexes.moments(video.id, "cut")).toMatchObject([{ metadata: edits }]);
    await cs.indexes.delete(video.id, "cut");
    expect((await cs.indexes.list(video.id)).map(({ name }) => name)).toEqual(["my events", "speech"]);
    await cs.indexes.delete(video.id, "my events");
    expect((await caught(cs.indexes.moments(video.id, "my events"))).code).toBe("index_not_found");
    expect(await cs.indexes.analyse(video.id, ["shots", "sound"])).toHaveLength(2);
    expect((await caught(cs.videos.transcript(video.id))).code).toBe("index_not_found");
  });

  it("goes from a video to a stream", async () => {
    await using setup = await connected();
    const { cs, rig } = setup;
    const collection = await cs.collections.create("Season");
    const { video, job } = await cs.videos.ingest({ path: "/a.mp4", collection: collection.id });
    setTimeout(() => rig.engine.jobs.change(job.id, { status: "running", progress: 0.5 }), 10);
    setTimeout(() => rig.engine.finish(video.id), 30);
    expect((await cs.jobs.done(job.id)).status).toBe("done");
    expect((await cs.videos.waitUntilReady(video.id)).frameRate).toBe("25/1");

    const timeline = cs
      .timeline()
      .add(video, { start: 1, end: "5/2" })
      .add(video.id, { start: { frame: 10 }, end: 2 });
    expect((await timeline.plan()).clips.map((clip) => clip.startFrame)).toEqual([25, 10]);
    const stream = await timeline.stream({ user: "42", name: "reel", ttl: "7d", container: "ts" });
    expect(stream.url).toMatch(/\/u\/42\/.*reel\.m3u8$/);
    expect(await cs.streams.get(stream.id)).toEqual(stream);
    expect((await cs.streams.renew(stream.id)).expiresAt).not.toBe(stream.expiresAt);
    expect((await cs.streams.renew(stream.id, { ttl: 60 })).id).toBe(stream.id);
    expect((await Array.fromAsync(cs.streams.list({ user: "42" }))).map((item) => item.id)).toEqual([
      stream.id,
    ]);
    expect((await cs.streams.revoke(stream.id)).revoked).toBe(true);

    expect((await cs.videos.prepareHeads(video.id, [1, { frame: 3 }])).kind).toBe("heads");
    const prepared = await cs.videos.prepare(video.id, {
      reframe: { aspect: "9:16" },
      overlays: [{ text: "x" }],
    });
    expect(prepared.kind).toBe("render");
    expect((await caught(cs.collections.delete(collection.id))).code).toBe("collection_not_empty");
    await cs.videos.delete(video.id);
    await cs.collections.delete(collection.id);
    expect(await cs.collections.list()).toHaveLength(1);
  });

  it("walks lists page by page", async () => {
    await using setup = await connected();
    const { cs } = setup;
    for (let count = 0; count < 120; count++) await cs.videos.ingest({ path: `/${count}.mp4` });
    const ids = await Array.fromAsync(cs.videos.list({ collection: "default" }), (video) => video.id);
    expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => `v${index + 1}`));
  });

  it("tells what is wrong, where, and how to mend it", async () => {
    await using setup = await connected();
    const error = await caught(setup.cs.timeline([{ video: "v1", start: "noon", end: 2 }]).stream());
    expect(error).toMatchObject({ code: "invalid_time", status: 422, path: "timeline.clips[0].start" });
    expect(error.remedy).toContain("fraction");
    expect(error.requestId).toMatch(/^[\w-]{8,}$/);
    expect((await caught(setup.cs.videos.get("a/../b"))).code).toBe("invalid_request");
    expect((await caught(setup.cs.videos.get("no video"))).code).toBe("video_not_found");
  });

  it("sends its key", async () => {
    await using setup = await connected({ apiKeys: ["secret"] });
    expect((await caught(setup.cs.collections.list())).code).toBe("unauthorized");
    expect(await connect({ url: `${setup.url}/`, apiKey: "secret" }).collections.list()).toHaveLength(1);
  });

  it("fails with the job", async () => {
    await using setup = await connected();
    const { cs, rig } = setup;
    const failed = await cs.videos.ingest({ path: "/a.mp4" });
    const error = { code: "source_unreadable", message: "It is cut short.", remedy: "Send all of it." };
    rig.engine.jobs.change(failed.job.id, { status: "failed", error });
    expect(await caught(cs.jobs.done(failed.job.id))).toMatchObject(error);
    const cancelled = await cs.videos.ingest({ path: "/b.mp4" });
    await cs.jobs.cancel(cancelled.job.id);
    expect((await caught(cs.jobs.done(cancelled.job.id))).code).toBe("cancelled");
    expect((await cs.jobs.retry(cancelled.job.id)).status).toBe("queued");
    expect((await caught(cs.jobs.done("none"))).code).toBe("job_not_found");
  });

  it("follows a job over a broken connection", async () => {
    await using setup = await connected();
    const { cs, rig } = setup;
    const { job, video } = await cs.videos.ingest({ path: "/a.mp4" });
    const seen: number[] = [];
    for await (const { progress } of cs.jobs.progress(job.id)) {
      seen.push(progress);
      if (progress === 0) {
        rig.app.server.closeAllConnections();
        rig.engine.jobs.change(job.id, { status: "running", progress: 0.4 });
      }
      if (progress === 0.4) rig.engine.finish(video.id);
    }
    expect(seen).toEqual([0, 0.4, 1]);
  });

  it("stops following when told", async () => {
    await using setup = await connected();
    const { job } = await setup.cs.videos.ingest({ path: "/a.mp4" });
    const stop = new AbortController();
    const follow = async () => {
      for await (const _ of setup.cs.jobs.progress(job.id, { signal: stop.signal }))
        stop.abort(new Error("enough"));
    };
    await expect(follow()).rejects.toThrow("enough");
  });

  it("uploads a blob in pieces, and a stream of unknown length", async () => {
    await using setup = await connected();
    const { cs, rig } = setup;
    const bytes = randomBytes(250_000);
    const progress: unknown[] = [];
    const file = new File([bytes], "Tor für Ø.mp4");
    await cs.videos.upload(file, {
      name: "Tor",
      ladder: [240],
      chunkBytes: 100_000,
      onProgress: (sent, total) => progress.push([sent, total]),
    });
    expect(progress).toEqual([100_000, 200_000, 250_000].map((sent) => [sent, 250_000]));
    const [ingested] = rig.engine.ingests;
    expect(ingested).toMatchObject({ name: "Tor", ladder: [240], source: { fileName: "Tor für Ø.mp4" } });
    expect(Buffer.from(ingested?.bytes ?? []).equals(bytes)).toBe(true);

    await cs.videos.upload(new Blob([bytes]).stream(), { fileName: "live.ts", chunkBytes: 70_000 });
    expect(rig.engine.ingests[1]).toMatchObject({ source: { fileName: "live.ts" } });
    expect(Buffer.from(rig.engine.ingests[1]?.bytes ?? []).equals(bytes)).toBe(true);
  });

  it("goes on with an upload that broke off", async () => {
    await using setup = await connected();
    const { rig, url } = setup;
    const bytes = randomBytes(300_000);
    let patches = 0;
    const fetchThatBreaks: typeof fetch = async (input, init) => {
      const second = init?.method === "PATCH" && ++patches === 2;
      if (!second) return fetch(input, init);
      // Half of the piece arrives, then the connection is gone.
      const half = (init.body as Blob).slice(0, 50_000);
      await fetch(input, { ...init, body: half });
      throw new TypeError("fetch failed");
    };
    await connect({ url, fetch: fetchThatBreaks }).videos.upload(new Blob([bytes]), { chunkBytes: 100_000 });
    expect(Buffer.from(rig.engine.ingests[0]?.bytes ?? []).equals(bytes)).toBe(true);
    expect(patches).toBe(4);
  });

  it("refuses what is too large, at once", async () => {
    await using setup = await connected({ maxUpload: 1000 });
    const error = await caught(setup.cs.videos.upload(new Blob([new Uint8Array(1001)])));
    expect(error).toMatchObject({ code: "source_too_large", status: 413 });
  });
});
