import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  assetRow,
  cadenceRow,
  collectionRow,
  experimentRow,
  indexRow,
  jobRow,
  reelRow,
  streamRow,
  videoRow,
} from "./catalog.fixtures.ts";
import type { Catalog, Page } from "./catalog.ts";
import { megaContract } from "./mega-catalog.contract.ts";

/** What every catalog does. An adapter's own test calls this with a way to open an empty one. */
export function catalogContract(name: string, open: () => Promise<Catalog>): void {
  describe(`catalog contract: ${name}`, () => {
    let catalog: Catalog;
    beforeEach(async () => {
      catalog = await open();
    });
    afterEach(() => catalog.close());
    const withCollection = () => catalog.insertCollection(collectionRow());

    describe("collections", () => {
      test("are kept, found and listed by creation", async () => {
        const late = collectionRow({ id: "a", name: "Spät", createdAt: 3 });
        const twinB = collectionRow({ id: "c", createdAt: 2 });
        const twinA = collectionRow({ id: "b", createdAt: 2 });
        for (const row of [late, twinB, twinA]) await catalog.insertCollection(row);
        expect(await catalog.collection("a")).toEqual(late);
        expect(await catalog.collection("nope")).toBeUndefined();
        expect(await catalog.collections()).toEqual([twinA, twinB, late]);
      });

      test("refuse an id that is taken, and keep the first", async () => {
        await catalog.insertCollection(collectionRow({ name: "first" }));
        await expect(catalog.insertCollection(collectionRow({ name: "second" }))).rejects.toMatchObject({
          code: "storage_failed",
        });
        expect(await catalog.collections()).toEqual([collectionRow({ name: "first" })]);
      });

      test("keep what is prepared of their videos, and change it and their name", async () => {
        const prepare = [{ reframe: { aspect: "9:16" } }, { overlays: [{ kind: "text", text: "ü" }] }];
        await catalog.insertCollection(collectionRow({ prepare }));
        await catalog.insertCollection(collectionRow({ id: "other" }));
        expect(await catalog.collection("default")).toEqual(collectionRow({ prepare }));
        expect(await catalog.updateCollection("default", { name: "renamed" })).toBe(true);
        expect(await catalog.collection("default")).toEqual(collectionRow({ name: "renamed", prepare }));
        expect(await catalog.updateCollection("default", { prepare: [] })).toBe(true);
        expect(await catalog.collection("default")).toEqual(collectionRow({ name: "renamed" }));
        expect(await catalog.collection("other")).toEqual(collectionRow({ id: "other" }));
        expect(await catalog.updateCollection("nope", { name: "x" })).toBe(false);
        expect(await catalog.updateCollection("other", {})).toBe(true);
      });

      test("are deleted when empty only", async () => {
        await withCollection();
        await catalog.insertVideo(videoRow(), jobRow());
        await expect(catalog.deleteCollection("default")).rejects.toMatchObject({
          code: "collection_not_empty",
        });
        await catalog.deleteVideo("vid1");
        expect(await catalog.deleteCollection("default")).toBe(true);
        expect(await catalog.deleteCollection("default")).toBe(false);
        expect(await catalog.collections()).toEqual([]);
      });
    });

    describe("videos", () => {
      beforeEach(withCollection);

      test("are stored together with their job", async () => {
        const video = videoRow({ error: { code: "x", message: "m", remedy: "r" }, versions: ["v1", "v2"] });
        await catalog.insertVideo(video, jobRow());
        expect(await catalog.video("vid1")).toEqual(video);
        expect(await catalog.job("job1")).toEqual(jobRow());
      });

      test("are not stored where their job cannot be", async () => {
        await catalog.insertVideo(videoRow(), jobRow());
        await expect(
          catalog.insertVideo(videoRow({ id: "vid2", version: "v" }), jobRow({ video: "vid2" })),
        ).rejects.toMatchObject({ code: "storage_failed" });
        expect(await catalog.video("vid2")).toBeUndefined();
        expect(await catalog.videosOfVersion("v")).toEqual([]);
      });

      test("need a collection that exists", async () => {
        await expect(catalog.insertVideo(videoRow({ collection: "gone" }), jobRow())).rejects.toMatchObject({
          code: "collection_not_found",
        });
        expect(await catalog.job("job1")).toBeUndefined();
      });

      test("change only where told", async () => {
        await catalog.insertVideo(videoRow(), jobRow());
        await catalog.updateVideo("vid1", { status: "ready", version: "v1", versions: ["v1"] });
        await catalog.updateVideo("vid1", { name: "other.mp4" });
        await catalog.updateVideo("vid1", {});
        await catalog.updateVideo("nope", { status: "failed", version: "v9" });
        const ready = videoRow({ status: "ready", version: "v1", versions: ["v1"], name: "other.mp4" });
        expect(await catalog.video("vid1")).toEqual(ready);
        await catalog.updateVideo("vid1", { error: { code: "c", message: "m", remedy: "r" } });
        await catalog.updateVideo("vid1", { error: null, version: null });
        expect(await catalog.video("vid1")).toEqual({ ...ready, version: null });
        expect(await catalog.videosOfVersion("v9")).toEqual([]);
      });

      test("are found by the versions they have or had", async () => {
        await catalog.insertVideo(videoRow({ versions: ["old"], version: "new" }), jobRow());
        await catalog.insertVideo(videoRow({ id: "vid2" }), jobRow({ id: "job2", video: "vid2" }));
        await catalog.updateVideo("vid2", { versions: ["new", "old"], version: "old" });
        expect([...(await catalog.videosOfVersion("old"))].sort()).toEqual(["vid1", "vid2"]);
        expect([...(await catalog.videosOfVersion("new"))].sort()).toEqual(["vid1", "vid2"]);
        await catalog.updateVideo("vid2", { versions: ["old"] });
        expect(await catalog.videosOfVersion("new")).toEqual(["vid1"]);
        await catalog.deleteVideo("vid1");
        expect(await catalog.videosOfVersion("new")).toEqual([]);
        expect(await catalog.videosOfVersion("old")).toEqual(["vid2"]);
      });

      test("are deleted with their jobs", async () => {
        await catalog.insertVideo(videoRow(), jobRow());
        expect(await catalog.deleteVideo("vid1")).toBe(true);
        expect(await catalog.deleteVideo("vid1")).toBe(false);
        expect(await catalog.video("vid1")).toBeUndefined();
        expect(await catalog.job("job1")).toBeUndefined();
      });

      test("are found by lists of ids of any length", async () => {
        const ids = Array.from({ length: 9 }, (_, index) => `vid${index}`);
        for (const id of ids)
          await catalog.insertVideo(videoRow({ id }), jobRow({ id: `job-${id}`, video: id }));
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.constantFrom(...ids, "nope", "'; --"), { maxLength: 40 }),
            async (some) => {
              const found = await catalog.videosById(some);
              expect([...found.keys()].sort()).toEqual(
                [...new Set(some)].filter((id) => ids.includes(id)).sort(),
              );
              for (const [id, row] of found) expect(row).toEqual(videoRow({ id }));
            },
          ),
          { numRuns: 30 },
        );
        const many = Array.from({ length: 5000 }, (_, index) => `vid${index}`);
        expect((await catalog.videosById(many)).size).toBe(ids.length);
      });

      test("are found by their names, all of one name, oldest first", async () => {
        const long = `https://cdn.example/${"ad/".repeat(2000)}spot.mp4?a=1&b='2'`;
        const rows = [
          videoRow({ id: "c", name: "spot", createdAt: 1 }),
          videoRow({ id: "a", name: "spot", createdAt: 2 }),
          videoRow({ id: "b", name: long, createdAt: 3 }),
          videoRow({ id: "d", name: "Spot", createdAt: 4 }),
        ];
        for (const row of [...rows].reverse()) {
          await catalog.insertVideo(row, jobRow({ id: `job-${row.id}`, video: row.id }));
        }
        expect(await catalog.videosNamed([long, "spot", "spot", "'; --"])).toEqual(rows.slice(0, 3));
        expect(await catalog.videosNamed([])).toEqual([]);
      });

      test("are listed in pages, of one collection or of all", async () => {
        await catalog.insertCollection(collectionRow({ id: "other" }));
        const rows = Array.from({ length: 11 }, (_, index) =>
          videoRow({
            id: `vid${String(index).padStart(2, "0")}`,
            collection: index % 3 === 0 ? "other" : "default",
            // Several in one millisecond: the id settles their order.
            createdAt: 1000 + Math.floor(index / 4),
          }),
        );
        for (const row of [...rows].reverse()) {
          await catalog.insertVideo(row, jobRow({ id: `job-${row.id}`, video: row.id }));
        }
        expect(await readPages((query) => catalog.videos(query), 1)).toEqual(rows);
        expect(await readPages((query) => catalog.videos(query), 11)).toEqual(rows);
        expect(await readPages((query) => catalog.videos({ ...query, collection: "other" }), 2)).toEqual(
          rows.filter((row) => row.collection === "other"),
        );
        expect(await catalog.videos({ collection: "nope", limit: 5 })).toEqual({ items: [], next: null });
      });
    });

    describe("jobs", () => {
      beforeEach(async () => {
        await withCollection();
        await catalog.insertVideo(videoRow(), jobRow());
      });

      test("keep any JSON as payload", async () => {
        await fc.assert(
          fc.asyncProperty(fc.uuid(), fc.jsonValue(), async (id, payload) => {
            await catalog.insertJob(jobRow({ id, payload }));
            expect((await catalog.job(id))?.payload).toEqual(JSON.parse(JSON.stringify(payload)));
          }),
          { numRuns: 30 },
        );
      });

      test("need a video that exists", async () => {
        await expect(catalog.insertJob(jobRow({ id: "job2", video: "gone" }))).rejects.toMatchObject({
          code: "video_not_found",
        });
        expect(await catalog.job("job2")).toBeUndefined();
      });

      test("change only where told", async () => {
        await catalog.updateJob("job1", { status: "running", stage: "probe", progress: 0.125, attempts: 1 });
        await catalog.updateJob("job1", { updatedAt: 7 });
        await catalog.updateJob("job1", {});
        await catalog.updateJob("nope", { status: "failed" });
        const running = jobRow({
          status: "running",
          stage: "probe",
          progress: 0.125,
          attempts: 1,
          updatedAt: 7,
        });
        expect(await catalog.job("job1")).toEqual(running);
        const error = { code: "encoder_failed", message: "m", remedy: "r" };
        await catalog.updateJob("job1", { status: "failed", error, payload: [1] });
        expect(await catalog.job("job1")).toEqual({ ...running, status: "failed", error, payload: [1] });
      });

      test("keep who asked for them", async () => {
        const origin = {
          request: "request-1",
          key: null,
          trace: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
        };
        await catalog.insertJob(jobRow({ id: "job2", origin }));
        expect((await catalog.job("job2"))?.origin).toEqual(origin);
      });

      test("that have not ended are counted by kind", async () => {
        await catalog.updateJob("job1", { updatedAt: 5 });
        await catalog.insertJob(jobRow({ id: "job2", updatedAt: 3 }));
        await catalog.insertJob(jobRow({ id: "job3", status: "running", updatedAt: 9 }));
        await catalog.insertJob(jobRow({ id: "job4", status: "done" }));
        await catalog.insertJob(jobRow({ id: "job5", kind: "heads", updatedAt: 4 }));
        expect(await catalog.openJobs()).toEqual([
          { kind: "heads", status: "queued", count: 1, since: 4 },
          { kind: "ingest", status: "queued", count: 2, since: 3 },
          { kind: "ingest", status: "running", count: 1, since: 9 },
        ]);
      });

      test("are listed by status and by video, in order of creation", async () => {
        await catalog.insertVideo(
          videoRow({ id: "vid2" }),
          jobRow({ id: "job2", video: "vid2", createdAt: 5 }),
        );
        await catalog.insertJob(jobRow({ id: "job3", status: "running", createdAt: 4 }));
        await catalog.insertJob(jobRow({ id: "job4", status: "done", createdAt: 6 }));
        const ids = async (query: Parameters<Catalog["jobs"]>[0]) =>
          (await catalog.jobs(query)).map((row) => row.id);
        expect(await ids({})).toEqual(["job3", "job2", "job4", "job1"]);
        expect(await ids({ status: ["queued", "running"] })).toEqual(["job3", "job2", "job1"]);
        expect(await ids({ status: ["queued"], video: "vid2" })).toEqual(["job2"]);
        expect(await ids({ video: "vid1" })).toEqual(["job3", "job4", "job1"]);
        expect(await ids({ status: [] })).toEqual([]);
      });

      test("are found by lists of ids of any length", async () => {
        for (let n = 0; n < 5; n++) await catalog.insertJob(jobRow({ id: `some${n}` }));
        const found = await catalog.jobsById(["some3", "nope", "some0", "some3"]);
        expect([...found.keys()].sort()).toEqual(["some0", "some3"]);
        expect(found.get("some3")).toEqual(jobRow({ id: "some3" }));
        const many = Array.from({ length: 3000 }, (_, n) => `some${n}`);
        expect((await catalog.jobsById(many)).size).toBe(5);
        expect((await catalog.jobsById([])).size).toBe(0);
      });

      test("are listed by kind, page by page", async () => {
        const rows = [5, 4, 4, 9, 7].map((createdAt, n) =>
          jobRow({ id: `exp${n}`, kind: "export", createdAt, payload: [n] }),
        );
        for (const row of rows) await catalog.insertJob(row);
        const exports = () => readPages((query) => catalog.jobsOfKind({ kind: "export", ...query }), 2);
        expect((await exports()).map(({ id }) => id)).toEqual(["exp1", "exp2", "exp0", "exp4", "exp3"]);
        expect((await exports())[2]).toEqual(rows[0]);
        expect(await catalog.jobsOfKind({ kind: "nope", limit: 5 })).toEqual({ items: [], next: null });
      });

      test("are deleted one by one", async () => {
        await catalog.insertJob(jobRow({ id: "job2" }));
        expect(await catalog.deleteJob("job2")).toBe(true);
        expect(await catalog.deleteJob("job2")).toBe(false);
        expect((await catalog.jobs({})).map(({ id }) => id)).toEqual(["job1"]);
      });
    });

    describe("indexes", () => {
      beforeEach(async () => {
        await withCollection();
        await catalog.insertVideo(videoRow(), jobRow());
        await catalog.insertVideo(videoRow({ id: "vid2" }), jobRow({ id: "job2", video: "vid2" }));
      });

      test("are kept and found", async () => {
        const given = indexRow({ id: "idx2", name: "events", analyser: null, status: "ready" });
        await catalog.insertIndex(indexRow());
        await catalog.insertIndex(given);
        expect(await catalog.index("idx1")).toEqual(indexRow());
        expect(await catalog.index("idx2")).toEqual(given);
        expect(await catalog.index("nope")).toBeUndefined();
      });

      test("refuse an id that is taken, and keep the first", async () => {
        await catalog.insertIndex(indexRow());
        await expect(catalog.insertIndex(indexRow({ name: "other" }))).rejects.toMatchObject({
          code: "storage_failed",
        });
        expect(await catalog.indexes("vid1")).toEqual([indexRow()]);
      });

      test("need a video that exists", async () => {
        await expect(catalog.insertIndex(indexRow({ video: "gone" }))).rejects.toMatchObject({
          code: "video_not_found",
        });
        expect(await catalog.index("idx1")).toBeUndefined();
      });

      test("are listed by creation, of one name where it is given", async () => {
        await catalog.insertIndex(indexRow({ id: "c", createdAt: 9 }));
        await catalog.insertIndex(indexRow({ id: "b", createdAt: 5 }));
        await catalog.insertIndex(indexRow({ id: "a", createdAt: 5, name: "speech" }));
        await catalog.insertIndex(indexRow({ id: "d", createdAt: 1, video: "vid2" }));
        const ids = async (...query: Parameters<Catalog["indexes"]>) =>
          (await catalog.indexes(...query)).map((row) => row.id);
        expect(await ids("vid1")).toEqual(["a", "b", "c"]);
        expect(await ids("vid1", "shots")).toEqual(["b", "c"]);
        expect(await ids("vid2")).toEqual(["d"]);
        expect(await ids("vid2", "speech")).toEqual([]);
        expect(await ids("gone")).toEqual([]);
      });

      test("that are running are listed of all videos, by creation", async () => {
        await catalog.insertIndex(indexRow({ id: "b", createdAt: 9, status: "running" }));
        await catalog.insertIndex(indexRow({ id: "a", createdAt: 9, status: "running", video: "vid2" }));
        await catalog.insertIndex(indexRow({ id: "c", createdAt: 1, status: "running" }));
        await catalog.insertIndex(indexRow({ id: "d", status: "ready" }));
        await catalog.insertIndex(indexRow({ id: "e", status: "failed" }));
        expect((await catalog.runningIndexes()).map(({ id }) => id)).toEqual(["c", "a", "b"]);
        await catalog.updateIndex("c", { status: "ready" });
        expect((await catalog.runningIndexes()).map(({ id }) => id)).toEqual(["a", "b"]);
      });

      test("change only where told", async () => {
        await catalog.insertIndex(indexRow());
        await catalog.insertIndex(indexRow({ id: "idx2" }));
        await catalog.updateIndex("idx1", { moments: 7, warnings: ["w"] });
        await catalog.updateIndex("idx1", {
          status: "failed",
          error: { code: "c", message: "m", remedy: "r" },
        });
        await catalog.updateIndex("idx1", {});
        await catalog.updateIndex("nope", { status: "failed" });
        const failed = indexRow({
          status: "failed",
          moments: 7,
          warnings: ["w"],
          error: { code: "c", message: "m", remedy: "r" },
        });
        expect(await catalog.index("idx1")).toEqual(failed);
        const analyser = { model: "m", version: "2", settings: { "ü'": [1, null] } };
        await catalog.updateIndex("idx1", { analyser, status: "ready", error: null, updatedAt: 8 });
        const ready = { ...failed, analyser, status: "ready", error: null, updatedAt: 8 };
        expect(await catalog.index("idx1")).toEqual(ready);
        await catalog.updateIndex("idx1", { analyser: null });
        expect(await catalog.index("idx1")).toEqual({ ...ready, analyser: null });
        expect(await catalog.index("idx2")).toEqual(indexRow({ id: "idx2" }));
      });

      test("are deleted one by one, and with their video", async () => {
        await catalog.insertIndex(indexRow());
        await catalog.insertIndex(indexRow({ id: "idx2" }));
        await catalog.insertIndex(indexRow({ id: "idx3", video: "vid2" }));
        expect(await catalog.deleteIndex("idx1")).toBe(true);
        expect(await catalog.deleteIndex("idx1")).toBe(false);
        expect(await catalog.index("idx1")).toBeUndefined();
        await catalog.deleteVideo("vid1");
        expect(await catalog.index("idx2")).toBeUndefined();
        expect(await catalog.index("idx3")).toBeDefined();
      });
    });

    describe("experiments", () => {
      test("are kept, listed by creation and status, and ended", async () => {
        const first = experimentRow({ name: "ü", endedAt: null });
        const second = experimentRow({ id: "exp0", createdAt: first.createdAt + 1 });
        await catalog.insertExperiment(second);
        await catalog.insertExperiment(first);
        await expect(catalog.insertExperiment(first)).rejects.toMatchObject({ code: "storage_failed" });
        expect(await catalog.experiments()).toEqual([first, second]);
        await catalog.updateExperiment("exp1", { status: "killed", endedAt: 7 });
        await catalog.updateExperiment("nope", { status: "killed", endedAt: 7 });
        const killed = { ...first, status: "killed", endedAt: 7 };
        expect(await catalog.experiment("exp1")).toEqual(killed);
        expect(await catalog.experiment("nope")).toBeUndefined();
        expect(await catalog.experiments("running")).toEqual([second]);
        expect(await catalog.experiments("killed")).toEqual([killed]);
      });
    });

    describe("streams", () => {
      test("are kept, changed and found", async () => {
        const row = streamRow({ plan: JSON.stringify({ clips: "ü".repeat(100_000) }) });
        await catalog.insertStream(row);
        expect(await catalog.stream("str1")).toEqual(row);
        expect(await catalog.stream("nope")).toBeUndefined();
        expect(await catalog.updateStream("str1", { revokedAt: 5 })).toBe(true);
        expect(await catalog.updateStream("str1", { expiresAt: 9 })).toBe(true);
        expect(await catalog.updateStream("str1", {})).toBe(true);
        expect(await catalog.stream("str1")).toEqual({ ...row, revokedAt: 5, expiresAt: 9 });
        expect(await catalog.updateStream("str1", { revokedAt: null })).toBe(true);
        expect((await catalog.stream("str1"))?.revokedAt).toBeNull();
        expect(await catalog.updateStream("nope", { revokedAt: 5 })).toBe(false);
        expect(await catalog.updateStream("nope", {})).toBe(false);
      });

      test("are listed in pages, of one user or of all", async () => {
        const rows = Array.from({ length: 9 }, (_, index) =>
          streamRow({ id: `str${index}`, user: index % 2 ? "anna" : "ben", createdAt: 50 - (index >> 2) }),
        );
        for (const row of rows) await catalog.insertStream(row);
        const ordered = [...rows].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
        expect(await readPages((query) => catalog.streams(query), 2)).toEqual(ordered);
        expect(await readPages((query) => catalog.streams({ ...query, user: "anna" }), 3)).toEqual(
          ordered.filter((row) => row.user === "anna"),
        );
      });

      test("keep any text", async () => {
        await fc.assert(
          fc.asyncProperty(fc.uuid(), fc.string({ unit: "grapheme" }), async (id, text) => {
            const row = streamRow({ id, user: text, name: text, plan: text });
            await catalog.insertStream(row);
            expect(await catalog.stream(id)).toEqual(row);
          }),
          { numRuns: 50 },
        );
      });
    });

    describe("streams that have ended", () => {
      test("are counted and deleted, some at a time, with their reels, and no others", async () => {
        const ended = [
          streamRow({ id: "expired", expiresAt: 9 }),
          streamRow({ id: "revoked", expiresAt: 99, revokedAt: 9 }),
          streamRow({ id: "both", expiresAt: 9, revokedAt: 8 }),
        ];
        const kept = [
          streamRow({ id: "now", expiresAt: 10 }),
          streamRow({ id: "just", expiresAt: 99, revokedAt: 10 }),
          streamRow({ id: "live", expiresAt: 99 }),
        ];
        for (const row of [...ended, ...kept]) await catalog.insertStream(row, reelRow({ stream: row.id }));
        expect(await catalog.countEndedStreams(10)).toBe(3);
        expect(await catalog.deleteEndedStreams(10, 2)).toBe(2);
        expect(await catalog.deleteEndedStreams(10, 2)).toBe(1);
        expect(await catalog.deleteEndedStreams(10, 2)).toBe(0);
        expect((await catalog.streams({ limit: 10 })).items.map(({ id }) => id).sort()).toEqual(
          kept.map(({ id }) => id).sort(),
        );
        const ids = [...kept, ...ended].map(({ id }) => id);
        expect([...(await catalog.storedStreams(ids))].sort()).toEqual(kept.map(({ id }) => id).sort());
        expect(await catalog.reel("expired")).toBeUndefined();
        expect(await catalog.reel("live")).toBeDefined();
      });

      test("stay where they are renewed in time", async () => {
        await catalog.insertStream(streamRow({ id: "a", expiresAt: 9 }));
        await catalog.updateStream("a", { expiresAt: 99 });
        expect(await catalog.deleteEndedStreams(10, 10)).toBe(0);
        expect(await catalog.stream("a")).toBeDefined();
      });
    });

    test("uses of blobs are kept by their last day, and forgotten", async () => {
      const many = Array.from({ length: 1500 }, (_, n) => `h/v/${n}`);
      await catalog.markUsed([...many, "h/v/1"], 7);
      await catalog.markUsed(["h/v/1", "t/x"], 8);
      await catalog.markUsed(["h/v/1"], 6);
      const found = await catalog.usedOn([...many, "t/x", "never"]);
      expect(found.size).toBe(1501);
      expect([found.get("h/v/0"), found.get("h/v/1"), found.get("t/x")]).toEqual([7, 8, 8]);
      await catalog.forgetUses([...many, "never"]);
      expect(await catalog.usedOn([...many, "t/x"])).toEqual(new Map([["t/x", 8]]));
      await catalog.markUsed([], 9);
    });

    describe("reels", () => {
      test("are kept with their streams, or neither is", async () => {
        await catalog.insertStream(streamRow(), reelRow({ record: '{"title":"ü"}' }));
        await catalog.insertStream(streamRow({ id: "str2" }));
        expect(await catalog.reel("str1")).toEqual(reelRow({ record: '{"title":"ü"}' }));
        expect(await catalog.reel("str2")).toBeUndefined();
        const twice = catalog.insertStream(streamRow({ id: "str3" }), reelRow());
        await expect(twice).rejects.toMatchObject({ code: "storage_failed" });
        expect(await catalog.stream("str3")).toBeUndefined();
      });

      test("may be asked for by many at a time", async () => {
        const ids = Array.from({ length: 50 }, (_, n) => `str${n}`);
        await Promise.all(ids.map((id) => catalog.insertStream(streamRow({ id }), reelRow({ stream: id }))));
        const reels = await Promise.all(ids.map((id) => catalog.reel(id)));
        expect(reels.map((reel) => reel?.stream)).toEqual(ids);
      });
    });

    describe("cadences", () => {
      test("are stored, replaced, listed page by page and deleted", async () => {
        expect(await catalog.putCadence(cadenceRow())).toEqual({ ...cadenceRow(), revision: 1 });
        const changed = cadenceRow({ cadence: { name: "ü" }, createdAt: 9, updatedAt: 1_800_000_000_000 });
        const second = { ...changed, createdAt: cadenceRow().createdAt, revision: 2 };
        expect(await catalog.putCadence(changed)).toEqual(second);
        expect(await catalog.cadence("evening")).toEqual(second);
        expect(await catalog.cadence("nope")).toBeUndefined();
        const others = [1, 2, 3].map((n) => cadenceRow({ id: `c${n}`, createdAt: n }));
        for (const row of [...others].reverse()) await catalog.putCadence(row);
        const all = [...others.map((row) => ({ ...row, revision: 1 })), second];
        expect(await readPages((query) => catalog.cadences(query), 3)).toEqual(all);
        expect(await catalog.deleteCadence("evening")).toBe(true);
        expect(await catalog.deleteCadence("evening")).toBe(false);
        expect(await catalog.cadence("evening")).toBeUndefined();
      });

      test("count every change of many at a time", async () => {
        await Promise.all(Array.from({ length: 20 }, () => catalog.putCadence(cadenceRow())));
        expect((await catalog.cadence("evening"))?.revision).toBe(20);
      });
    });

    describe("assets", () => {
      test("are kept, listed page by page and deleted", async () => {
        const rows = [1, 2, 3].map((n) => assetRow({ id: `ast${n}`, createdAt: n, format: "webp" }));
        for (const row of [...rows].reverse()) await catalog.insertAsset(row);
        expect(await catalog.asset("ast2")).toEqual(rows[1]);
        expect(await catalog.asset("nope")).toBeUndefined();
        expect(await readPages((query) => catalog.assets(query), 2)).toEqual(rows);
        expect(await catalog.deleteAsset("ast2")).toBe(true);
        expect(await catalog.deleteAsset("ast2")).toBe(false);
        expect(await readPages((query) => catalog.assets(query), 5)).toEqual([rows[0], rows[2]]);
      });

      test("are found by id and by name, of which the newest counts and an id comes first", async () => {
        const old = assetRow({ id: "a", name: "logo", createdAt: 1 });
        const young = assetRow({ id: "b", name: "logo", createdAt: 2 });
        const twin = assetRow({ id: "c", name: "logo", createdAt: 2 });
        const posing = assetRow({ id: "d", name: "a", createdAt: 3 });
        for (const row of [young, posing, old, twin]) await catalog.insertAsset(row);
        const found = await catalog.assetsNamed(["logo", "a", "b", "nope", "'; --", "logo"]);
        expect([...found].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
          ["a", old],
          ["b", young],
          ["logo", twin],
        ]);
        expect((await catalog.assetsNamed([])).size).toBe(0);
      });

      test("share their content", async () => {
        await catalog.insertAsset(assetRow({ id: "a" }));
        await catalog.insertAsset(assetRow({ id: "b" }));
        await catalog.deleteAsset("a");
        expect(await catalog.hasAssetOf("c0ffee")).toBe(true);
        await catalog.deleteAsset("b");
        expect(await catalog.hasAssetOf("c0ffee")).toBe(false);
      });
    });

    megaContract(() => catalog);

    test("rows of one millisecond are listed by the bytes of their ids, in no language's order", async () => {
      const ids = ["B", "_", "a", "a-c", "ab", "b", "é"];
      for (const id of [...ids].reverse()) {
        await catalog.insertCollection(collectionRow({ id }));
        await catalog.insertStream(streamRow({ id }));
      }
      expect((await catalog.collections()).map(({ id }) => id)).toEqual(ids);
      expect((await readPages((query) => catalog.streams(query), 2)).map(({ id }) => id)).toEqual(ids);
    });

    test("a page that grew behind the cursor is not read twice", async () => {
      await catalog.insertStream(streamRow({ id: "b", createdAt: 1 }));
      await catalog.insertStream(streamRow({ id: "d", createdAt: 1 }));
      const first = await catalog.streams({ limit: 1 });
      await catalog.insertStream(streamRow({ id: "a", createdAt: 1 }));
      await catalog.insertStream(streamRow({ id: "c", createdAt: 1 }));
      const second = await catalog.streams({ limit: 5, ...(first.next !== null && { cursor: first.next }) });
      expect([...first.items, ...second.items].map((row) => row.id)).toEqual(["b", "c", "d"]);
      expect(second.next).toBeNull();
    });

    test.each(["", "x", "!!!", Buffer.from("[1]").toString("base64url"), "WzEsInN0cjEiXQ=="])(
      "a cursor that no list gave is refused: %j",
      async (cursor) => {
        for (const list of [catalog.streams({ cursor, limit: 1 }), catalog.videos({ cursor, limit: 1 })]) {
          await expect(list).rejects.toMatchObject({ code: "invalid_request", details: { path: "cursor" } });
        }
      },
    );

    test("many writers at a time lose nothing", async () => {
      await withCollection();
      const ids = Array.from({ length: 100 }, (_, index) => `vid${index}`);
      await Promise.all(
        ids.flatMap((id) => [
          catalog.insertVideo(videoRow({ id }), jobRow({ id: `job-${id}`, video: id })),
          catalog.insertStream(streamRow({ id: `str-${id}` })),
        ]),
      );
      expect((await catalog.videosById(ids)).size).toBe(100);
      expect((await catalog.jobs({})).length).toBe(100);
      expect((await catalog.streams({ limit: 200 })).items.length).toBe(100);
    });

    test("closing lets what is under way end, and twice is once", async () => {
      await withCollection();
      const write = catalog.insertVideo(videoRow(), jobRow());
      await Promise.all([write, catalog.close()]);
      await catalog.close();
      await expect(catalog.video("vid1")).rejects.toMatchObject({ code: "storage_failed" });
      await expect(catalog.insertVideo(videoRow(), jobRow())).rejects.toMatchObject({
        code: "storage_failed",
      });
    });
  });
}

/** Reads a list page by page to its end, and checks that no page but the last is short. */
async function readPages<T>(
  list: (query: { cursor?: string; limit: number }) => Promise<Page<T>>,
  limit: number,
): Promise<T[]> {
  const rows: T[] = [];
  let page = await list({ limit });
  for (;;) {
    rows.push(...page.items);
    if (page.next === null) return rows;
    expect(page.items).toHaveLength(limit);
    page = await list({ limit, cursor: page.next });
  }
}
