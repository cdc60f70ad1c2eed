import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { openSqliteCatalog } from "../adapters/sqlite/sqlite-catalog.ts";
import type { IngestRequest } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import { createJobRunner } from "../jobs/job-runner.ts";
import { newJob } from "../jobs/new-job.ts";
import { createCollections } from "../library/collections.ts";
import { createLibrary } from "../library/library.ts";
import { readSidecars } from "../library/sidecars.ts";
import type { JobRow } from "../seams/catalog.ts";
import { createFakeSourceTranscoder } from "../testing/fake-source-transcoder.ts";
import { madeProbe } from "../testing/made-probe.ts";
import { createFailureHandler, needsStaging, reviveVideo } from "./after-failure.ts";
import { createVersionDeleter } from "./delete-version.ts";
import { createJobHandlers } from "./job-handlers.ts";
import { createSourceLocks } from "./source-locks.ts";
import { createStaging } from "./staging.ts";
import { createVideos } from "./videos.ts";

let folder: string;
let rig: Awaited<ReturnType<typeof createRig>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "videos-"));
  rig = await createRig(folder);
});
afterEach(async () => {
  await rig.jobs.close();
  await rig.catalog.close();
  await rm(folder, { recursive: true, force: true });
});

/** Ingest with a catalog and blobs in memory, and a transcoder that only pretends. */
async function createRig(root: string) {
  const catalog = await openSqliteCatalog({ path: ":memory:" });
  const nothing = { check: async () => {}, collection: async () => {}, jobs: async () => [] };
  await createCollections(catalog, nothing, Date.now);
  const blobs = createMemoryBlobStore();
  const library = createLibrary(blobs);
  const transcoder = createFakeSourceTranscoder();
  const locks = createSourceLocks();
  const staging = createStaging(join(root, "staging"));
  const addLadder = vi.fn(async (_video: string, _version: string, _heights: readonly number[]) => {});
  const limits = { maxBytes: 1e9, timeout: 10, allowPrivate: false };
  const jobs = createJobRunner({
    catalog,
    handlers: createJobHandlers({ catalog, blobs, library, transcoder, limits, locks, staging, addLadder }),
    concurrency: { ingest: 2 },
    onFailed: createFailureHandler({ catalog, staging }),
  });
  const videos = createVideos({
    ...{ catalog, blobs, library, staging, sharedUploads: null, now: Date.now },
    deleteVersion: createVersionDeleter({ catalog, blobs, library, locks }),
    start: (job) => jobs.submit(job),
    cancelJobs: async (video) => {
      const open = await catalog.jobs({ video, status: ["queued", "running"] });
      await Promise.all(open.map(({ id }) => jobs.cancel(id)));
    },
    streamUrl: ({ id }) => `http://localhost/${id}`,
    thumbnailTemplate: (version) => `http://localhost/t/${version}/{width}/{frame}.jpg`,
  });

  /** The job once it has ended. */
  const ended = async (job: string): Promise<JobRow> => {
    let last: JobRow | undefined;
    for await (const row of jobs.watch(job)) last = row;
    return last!;
  };
  /** Takes in a file that holds this text, and waits for it. */
  const ingest = async (content: string, request: Partial<IngestRequest> = {}) => {
    const path = join(root, `${content}.mp4`);
    await writeFile(path, content);
    const started = await videos.ingest({ source: { kind: "path", path }, ...request });
    const job = await ended(started.job.id);
    return { job, started: started.video, video: await videos.get(started.video.id) };
  };
  const keysOf = async (prefix: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const key of blobs.list(prefix)) found.push(key);
    return found.sort();
  };
  const staged = () => readdir(join(root, "staging")).catch(() => []);
  return {
    ...{ catalog, blobs, library, transcoder, jobs, videos, addLadder, staging },
    ...{ ended, ingest, keysOf, staged },
  };
}

describe("ingest", () => {
  test("makes a video that plays, with its source kept and nothing staged", async () => {
    const { started, video, job } = await rig.ingest("a");
    expect(started).toMatchObject({ status: "processing", name: "a.mp4", duration: null, streamUrl: null });
    expect(job).toMatchObject({ status: "done", progress: 1 });
    expect(video).toMatchObject({
      status: "ready",
      duration: 10,
      frameRate: "25/1",
      frameCount: 250,
      width: 320,
      height: 180,
      hasAudio: false,
      mode: "copy",
      warnings: [],
      streamUrl: `http://localhost/${video.id}`,
    });
    expect(video.renditions).toMatchObject([{ name: "v180", kind: "video", width: 320, height: 180 }]);
    expect(video.versions).toHaveLength(1);
    const [source] = (await rig.keysOf("sources/")).filter((key) => key.endsWith("/data"));
    expect(Buffer.from(await rig.blobs.read(source!)).toString()).toBe("a");
    expect(await rig.staged()).toEqual([]);
    expect(rig.addLadder).not.toHaveBeenCalled();
  });

  test("asks for the ladder once the video is ready", async () => {
    rig.addLadder.mockImplementation(async (video) => {
      expect(await rig.catalog.video(video)).toMatchObject({ status: "ready" });
    });
    const { video, job } = await rig.ingest("a", { ladder: [120, 90] });
    expect(job.status).toBe("done");
    expect(rig.addLadder).toHaveBeenCalledExactlyOnceWith(video.id, video.versions[0], [120, 90]);
  });

  test("makes one version of the same bytes, under whatever name they come", async () => {
    const first = await rig.ingest("a");
    const path = join(folder, "other name.mp4");
    await writeFile(path, "a");
    const second = await rig.ingest("a", { source: { kind: "path", path }, name: "Mine" });
    expect(second.video).toMatchObject({ status: "ready", name: "Mine", versions: first.video.versions });
    expect(rig.transcoder.normalised).toHaveLength(1);
    const other = await rig.ingest("b");
    expect(other.video.versions).not.toEqual(first.video.versions);
    expect(rig.transcoder.normalised).toHaveLength(2);
  });

  test("makes one version of the same bytes that come twice at a time", async () => {
    const gate = Promise.withResolvers<void>();
    rig.transcoder.gate = gate.promise;
    const both = [rig.ingest("a"), rig.ingest("a")];
    await expect.poll(() => rig.transcoder.normalised.length).toBe(1);
    await expect.poll(() => rig.catalog.jobs({ status: ["running"] })).toHaveLength(2);
    gate.resolve();
    const [first, second] = await Promise.all(both);
    expect(first!.video).toMatchObject({ status: "ready" });
    expect(second!.video).toMatchObject({ status: "ready", versions: first!.video.versions });
    expect(rig.transcoder.normalised).toHaveLength(1);
  });

  test("encodes what cannot be copied after all, and says why", async () => {
    rig.transcoder.failures.push(new CutstreamError("encoder_failed", "ffmpeg failed on a.mp4."));
    const { video } = await rig.ingest("a");
    expect(rig.transcoder.normalised.map((request) => request.video.kind)).toEqual(["copy", "encode"]);
    expect(video).toMatchObject({
      status: "ready",
      mode: "encode",
      modeReason: "encoded: a copy of it does not play: ffmpeg failed on a.mp4; no audio",
    });
  });

  test("tries its sound first where it cannot know which track it is", async () => {
    rig.transcoder.probed = madeProbe({ width: 320, height: 180 });
    const failure = () => new CutstreamError("encoder_failed", "ffmpeg failed.");
    rig.transcoder.failures.push(failure());
    const { video } = await rig.ingest("a");
    expect(video).toMatchObject({ mode: "copy", warnings: ["The audio track holds no sound."] });
    rig.transcoder.failures.push(failure(), failure());
    expect((await rig.ingest("b")).video).toMatchObject({ mode: "encode" });
    const kinds = rig.transcoder.normalised.map(({ video, audio }) => `${video.kind}/${audio.kind}`);
    expect(kinds).toEqual(["copy/copy", "copy/encode", "copy/copy", "copy/encode", "encode/encode"]);
  });

  test("tells what is missing and what was damaged", async () => {
    const { normalise } = rig.transcoder;
    rig.transcoder.probed = madeProbe({ width: 320, height: 180, duration: 14 }, null);
    rig.transcoder.normalise = async function* (request) {
      for (let n = 0; n < 3; n++) request.onDamage?.(`error while decoding MB ${n} 20`);
      yield* normalise.call(this, request);
    };
    expect((await rig.ingest("a")).video.warnings).toEqual([
      "Something is missing: the container promises 14.00 s of video, 10.00 s could be read.",
      'The source is damaged: ffmpeg complained 3 times while reading it, first of "error while decoding MB 0 20".',
    ]);
  });

  test.each([
    [{ collection: "nope" }, "collection_not_found"],
    [{ source: { kind: "path", path: "/nope.mp4" } }, "source_not_found"],
    [{ source: { kind: "path", path: "/" } }, "source_not_found"],
    [{ source: { kind: "url", url: "ftp://a.b/c" } }, "source_forbidden"],
    [{ source: { kind: "url", url: "no url" } }, "invalid_request"],
  ] satisfies [Partial<IngestRequest>, string][])("refuses %j at once", async (request, code) => {
    await expect(rig.ingest("a", request)).rejects.toMatchObject({ code });
    expect(await rig.videos.list({})).toMatchObject({ items: [] });
  });
});

describe("an ingest that fails", () => {
  test("says so of the video, leaves nothing, and can be tried again", async () => {
    rig.transcoder.probed = madeProbe({ codec: "hevc" }, null);
    rig.transcoder.failures.push(new CutstreamError("encoder_failed", "ffmpeg failed on a.mp4."));
    const { video, job } = await rig.ingest("a");
    expect(job).toMatchObject({ status: "failed", error: { code: "encoder_failed" } });
    expect(video).toMatchObject({
      status: "failed",
      error: { code: "encoder_failed", message: "ffmpeg failed on a.mp4.", remedy: expect.any(String) },
      versions: [],
      streamUrl: null,
    });
    expect(await rig.keysOf("")).toEqual([]);
    expect(await rig.staged()).toEqual([]);
    await expect(rig.videos.versions([video.id])).rejects.toMatchObject({ code: "video_failed" });

    await reviveVideo(job.id, rig.catalog);
    expect(await rig.videos.get(video.id)).toMatchObject({ status: "processing" });
    await rig.jobs.retry(job.id);
    expect(await rig.ended(job.id)).toMatchObject({ status: "done" });
    const ready = await rig.videos.get(video.id);
    expect(ready).toMatchObject({ status: "ready", mode: "encode" });
    expect(ready.error).toBeUndefined();
  });

  test("leaves the version that the video has as it was", async () => {
    const { video } = await rig.ingest("a");
    const before = await rig.keysOf("");
    rig.transcoder.failures.push(new CutstreamError("storage_full", "The data disk is full."));
    const source = { kind: "path", path: join(folder, "a.mp4") };
    const again = newJob("ingest", video.id, { source, mode: "encode", ladder: [] }, Date.now());
    await rig.jobs.insert(again);
    expect(await rig.ended(again.id)).toMatchObject({ status: "failed", error: { code: "storage_full" } });
    expect(await rig.videos.get(video.id)).toEqual(video);
    expect(await rig.keysOf("")).toEqual(before);
  });

  test("keeps an upload, which nobody could send again", async () => {
    const upload = join(folder, "upload");
    await writeFile(upload, "a");
    rig.transcoder.probed = madeProbe({ codec: "hevc" }, null);
    rig.transcoder.failures.push(new CutstreamError("encoder_failed", "ffmpeg failed."));
    const { video, job } = await rig.ingest("b", {
      source: { kind: "upload", path: upload, fileName: "a.mp4" },
    });
    expect(job.status).toBe("failed");
    expect(await rig.staged()).toEqual([job.id]);
    await rig.staging.sweep(async (id) => needsStaging(await rig.catalog.job(id)));
    await rig.jobs.retry(job.id);
    expect(await rig.ended(job.id)).toMatchObject({ status: "done" });
    expect(await rig.videos.get(video.id)).toMatchObject({ status: "ready", name: "a.mp4" });
    expect(await rig.staged()).toEqual([]);
  });
});

describe("subtitles beside the source", () => {
  const read = (video: string) => readSidecars(video, rig.blobs);

  test("are kept with the video as they were, and go with it", async () => {
    await writeFile(join(folder, "a.en.srt"), "as they were");
    const { video } = await rig.ingest("a");
    await rm(join(folder, "a.en.srt"));
    expect(await read(video.id)).toMatchObject([{ name: "a.en.srt", content: { text: "as they were" } }]);
    const again = await rig.ingest("a");
    expect(again.video.versions).toEqual(video.versions);
    expect(await read(again.video.id)).toEqual([]);
    await rig.videos.delete(video.id);
    expect(await rig.keysOf("sidecars/")).toEqual([]);
  });

  test("are no concern of an upload", async () => {
    const upload = join(folder, "upload.mp4");
    await writeFile(upload, "a");
    await writeFile(join(folder, "upload.srt"), "somebody else's");
    const source = { kind: "upload", path: upload, fileName: "a.mp4" } as const;
    expect(await read((await rig.ingest("a", { source })).video.id)).toEqual([]);
  });
});

describe("deleting", () => {
  test("takes the media only with the last video that has them", async () => {
    const [first, second] = [await rig.ingest("a"), await rig.ingest("a")];
    const other = await rig.ingest("b");
    const before = await rig.keysOf("");
    await rig.videos.delete(first.video.id);
    expect(await rig.keysOf("")).toEqual(before);
    await expect(rig.videos.get(first.video.id)).rejects.toMatchObject({ code: "video_not_found" });
    await rig.videos.delete(second.video.id);
    const left = await rig.keysOf("");
    expect(left.length).toBeLessThan(before.length);
    expect(left.filter((key) => key.includes(second.video.versions[0]!))).toEqual([]);
    await expect(rig.library.version(second.video.versions[0]!)).rejects.toMatchObject({
      code: "media_not_found",
    });
    await rig.videos.delete(other.video.id);
    expect(await rig.keysOf("")).toEqual([]);
  });

  test("keeps a source's bytes as long as another version is made of them", async () => {
    const [copied, encoded] = [await rig.ingest("a"), await rig.ingest("a", { mode: "encode" })];
    expect(copied.video.versions).not.toEqual(encoded.video.versions);
    const sources = await rig.keysOf("sources/");
    expect(sources.filter((key) => key.endsWith("/data"))).toHaveLength(1);
    await rig.videos.delete(copied.video.id);
    expect((await rig.keysOf("sources/")).filter((key) => key.endsWith("/data"))).toHaveLength(1);
    expect(await rig.videos.get(encoded.video.id)).toMatchObject({ status: "ready" });
    await rig.videos.delete(encoded.video.id);
    expect(await rig.keysOf("")).toEqual([]);
  });

  test("stops an ingest that runs, and leaves nothing of it", async () => {
    rig.transcoder.gate = new Promise(() => {});
    const running = rig.ingest("a").catch(() => undefined);
    await expect.poll(() => rig.transcoder.normalised.length).toBe(1);
    const [video] = (await rig.videos.list({})).items;
    await rig.videos.delete(video!.id);
    await running;
    await expect(rig.videos.get(video!.id)).rejects.toMatchObject({ code: "video_not_found" });
    expect(await rig.catalog.jobs({})).toEqual([]);
    expect(await rig.keysOf("")).toEqual([]);
    expect(await rig.staged()).toEqual([]);
  });

  test("does not take the media from a video that is about to have them", async () => {
    const first = await rig.ingest("a");
    // The second ingest has found the version, and stops before its video has it.
    const { updateVideo } = rig.catalog;
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    rig.catalog.updateVideo = async (id, change) => {
      reached.resolve();
      await gate.promise;
      return updateVideo.call(rig.catalog, id, change);
    };
    const second = rig.ingest("a");
    await reached.promise;
    const deleting = rig.videos.delete(first.video.id);
    await new Promise((resolve) => setTimeout(resolve, 20));
    gate.resolve();
    await deleting;
    const { video } = await second;
    expect(video).toMatchObject({ status: "ready", frameCount: 250 });
    expect((await rig.keysOf("v/")).length).toBeGreaterThan(2);
  });

  test("of a video that is not there is an error", async () => {
    await expect(rig.videos.delete("vid_nope")).rejects.toMatchObject({ code: "video_not_found" });
  });
});

test("what jobs left behind is swept, but for what is still of use", async () => {
  const { job } = await rig.ingest("a");
  const queued = newJob("ingest", job.video, {}, Date.now());
  await rig.catalog.insertJob(queued);
  for (const id of [job.id, "job_unknown", queued.id])
    await mkdir(rig.staging.folder(id), { recursive: true });
  await rig.staging.sweep(async (id) => needsStaging(await rig.catalog.job(id)));
  expect(await rig.staged()).toEqual([queued.id]);
});
