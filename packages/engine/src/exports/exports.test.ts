import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import type { ExportRequest, ExportView } from "../api/exports.ts";
import { keys } from "../library/keys.ts";
import { createMadeEngine } from "../testing/made-engine.ts";
import { makeVersion } from "../testing/made-library.ts";
import type { PlannedImage } from "../timeline/surface.ts";

const HASH = "ab".repeat(32);
const logo: PlannedImage = { hash: HASH, format: "png", width: 40, height: 20 };
const times = { createdAt: 0, updatedAt: 0 };

/** Video `v0`: 25 frames a second, 20 s, key frames every two seconds. */
async function open() {
  const blobs = createMemoryBlobStore();
  await blobs.put(keys.asset(HASH), new Uint8Array(8));
  const made = await createMadeEngine({
    versions: [makeVersion({ gops: Array<number>(10).fill(50), chunkFrames: 50, heights: [360, 180] })],
    ...{ blobs, images: new Map([["logo", logo]]) },
  });
  await made.catalog.insertCollection({ id: "default", name: "default", createdAt: 0 });
  const state = { status: "done", stage: "", progress: 1, attempts: 1, error: null } as const;
  await made.catalog.insertVideo(
    {
      id: "v0",
      collection: "default",
      name: "a",
      status: "ready",
      version: null,
      versions: [],
      error: null,
      createdAt: 0,
    },
    { id: "j", kind: "ingest", video: "v0", payload: {}, ...state, ...times },
  );
  return { ...made, blobs };
}
type Made = Awaited<ReturnType<typeof open>>;

const cut = { clips: [{ video: "v0", start: { frame: 13 }, end: { frame: 240 } }] };
const dressed = { ...cut, overlays: [{ kind: "image", image: "logo", end: 3 }] } as const;

async function ended({ exports, jobs }: Made, request: ExportRequest): Promise<ExportView> {
  const { id, job } = await exports.create(request);
  for await (const _ of jobs.watch(job.id));
  return exports.get(id);
}

async function bytesOf({ origin }: Made, { files }: ExportView): Promise<Buffer> {
  const file = await origin.exported(new URL(files[0]?.url ?? "").pathname.replace("/e/", ""));
  const bytes = await buffer(file.read(0, file.size));
  expect(bytes.length).toBe(file.size);
  return bytes;
}

describe("an export", () => {
  it("is the very file that its stream's download is, where nothing is burnt in", async () => {
    const made = await open();
    const { url } = await made.streams.publish({ timeline: cut });
    const [user = "", stream = "", signature = ""] = new URL(url).pathname.split("/").slice(2);
    const download = await made.origin.download({ user, stream, signature, file: "x.mp4" });
    const exported = await ended(made, { timeline: dressed, name: "Grand Prix" });
    expect(exported).toMatchObject({ container: "mp4", status: "done", warnings: [] });
    const [file, ...more] = exported.files;
    expect(more).toEqual([]);
    expect(file).toMatchObject({ name: "Grand Prix.mp4", contentType: "video/mp4", duration: 227 / 25 });
    expect(file?.size).toBe(download.size);
    const bytes = await bytesOf(made, exported);
    expect(bytes.equals(await buffer(download.read(0, download.size)))).toBe(true);
    const opened = await made.origin.exported(new URL(file?.url ?? "").pathname.replace("/e/", ""));
    expect(opened).toMatchObject({ immutable: true, contentType: "video/mp4" });
    expect((await buffer(opened.read(100, 5000))).equals(bytes.subarray(100, 5000))).toBe(true);
    expect(made.rendered.stats.encoded).toBe(0);
  });

  it("is the same for all who ask for the same, and made once", async () => {
    const made = await open();
    const request: ExportRequest = { timeline: dressed, burn: ["overlays"] };
    const [one, other] = await Promise.all([made.exports.create(request), made.exports.create(request)]);
    expect(other.id).toBe(one.id);
    const done = await ended(made, request);
    const { encoded } = made.rendered.stats;
    expect(encoded).toBeGreaterThan(0);
    // Somebody waits for the job, though no viewer.
    expect(new Set(made.transcoder.renders.map(({ urgency }) => urgency))).toEqual(new Set(["soon"]));
    expect((await ended(made, request)).files).toEqual(done.files);
    // Under another name it is another export of the same file.
    const renamed = await ended(made, { ...request, name: "other" });
    expect(renamed.id).not.toBe(one.id);
    expect(new URL(renamed.files[0]?.url ?? "").pathname.split("/").slice(0, 4)).toEqual(
      new URL(done.files[0]?.url ?? "").pathname.split("/").slice(0, 4),
    );
    expect(made.rendered.stats.encoded).toBe(encoded);
  });

  it("encodes the tallest rendition alone, and takes what a stream has rendered", async () => {
    const made = await open();
    const stream = await made.streams.publish({ timeline: dressed, render: "segments" });
    await ended(made, { stream: stream.id, burn: ["overlays"] });
    const { rendered } = (await made.streams.get(stream.id)).plan;
    expect(rendered).toMatchObject({ ready: rendered?.segments });
    expect(made.transcoder.renders.every(({ height }) => height === 360)).toBe(true);
  });

  it("says what could not be burnt in", async () => {
    const made = await open();
    const { warnings } = await ended(made, { timeline: cut, burn: ["overlays", "reframe"] });
    expect(warnings).toEqual(["There are no overlays to burn in.", "There are no reframe to burn in."]);
  });

  it("is sound alone as m4a, whatever is drawn", async () => {
    const made = await open();
    const { files } = await ended(made, { timeline: dressed, container: "m4a" });
    expect(files).toMatchObject([{ name: "export.m4a", contentType: "audio/mp4" }]);
    expect(made.transcoder.requests).toEqual([]);
  });
});

describe("an export of ranges", () => {
  const range = (from: number, to: number, video = "v0") => ({
    ...{ video, start: { frame: from }, end: { frame: to } },
  });

  it("makes a file for each, and loses none for one that cannot be made", async () => {
    const made = await open();
    const ranges = [range(0, 50), range(60, 60), { ...range(100, 175), name: "goal" }, range(0, 9, "v7")];
    const { status, files } = await ended(made, { ranges, name: "cut" });
    expect(status).toBe("done");
    expect(files.map(({ name }) => name)).toEqual(["cut-1.mp4", "cut-2.mp4", "goal.mp4", "cut-4.mp4"]);
    expect(files.map(({ duration, error }) => error?.code ?? duration)).toEqual([
      2,
      "empty_range",
      3,
      "video_not_found",
    ]);
    expect(files[1]?.error?.message).toContain("ranges[1]");
    expect(files.map(({ url }) => url !== null)).toEqual([true, false, true, false]);
  });

  it("is refused where none can be made", async () => {
    const made = await open();
    await expect(made.exports.create({ ranges: [range(9, 9)] })).rejects.toMatchObject({
      code: "empty_range",
      details: { path: "ranges[0]" },
    });
  });

  it("dresses all of them alike", async () => {
    const made = await open();
    const overlays = [{ kind: "image", image: "logo" } as const];
    await ended(made, { ranges: [range(0, 50), range(100, 150)], overlays, burn: ["overlays"] });
    expect(made.rendered.stats.encoded).toBe(2);
  });
});

describe("an export of pictures", () => {
  it("is one every so many seconds, of the frames that are shown then", async () => {
    const made = await open();
    const { files } = await ended(made, {
      timeline: cut,
      container: "jpg",
      pictures: { every: 4, width: 320 },
    });
    expect(files.map(({ name, at }) => [name, at])).toEqual([
      ["export-1.jpg", 0],
      ["export-2.jpg", 4],
      ["export-3.jpg", 8],
    ]);
    expect(files.map(({ url }) => new URL(url ?? "").pathname)).toEqual(
      [13, 113, 213].map((frame) => `/t/${"0".padStart(24, "0")}/320/${frame}.jpg`),
    );
    expect(made.transcoder.pictures).toHaveLength(3);
  });

  it("is those at given times, which must be there", async () => {
    const made = await open();
    const at = (times: (number | string)[]) =>
      ({ timeline: cut, container: "jpg", pictures: { times } }) as const;
    const { files } = await ended(made, at([0.04, "1/2"]));
    expect(files.map(({ url }) => /(\d+)\.jpg$/.exec(url ?? "")?.[1])).toEqual(["14", "25"]);
    await expect(made.exports.create(at([9.08]))).rejects.toMatchObject({ code: "invalid_time" });
  });
});

describe("an export that does not come to its end", () => {
  it("goes on where it stopped when it is asked for again", async () => {
    const made = await open();
    const gate = Promise.withResolvers<void>();
    const request: ExportRequest = { timeline: dressed, burn: ["overlays"] };
    made.transcoder.gate = gate.promise;
    const { id, job } = await made.exports.create(request);
    const cancelled = made.jobs.cancel(job.id);
    gate.resolve();
    expect((await cancelled).status).toBe("cancelled");
    expect((await made.exports.get(id)).files[0]).toMatchObject({ url: null, size: null });
    expect(await Array.fromAsync(made.blobs.list(`h/${"0".padStart(24, "0")}/exports/`))).toEqual([]);
    expect((await ended(made, request)).files[0]?.url).not.toBeNull();
  });

  it("says why, and is tried again when it is asked for again", async () => {
    const made = await open();
    made.transcoder.failure = new Error("no room");
    const request: ExportRequest = { timeline: dressed, burn: ["overlays"] };
    expect(await ended(made, request)).toMatchObject({
      status: "failed",
      files: [{ error: { code: "internal" } }],
    });
    made.transcoder.failure = null;
    expect(await ended(made, request)).toMatchObject({ status: "done" });
  });
});

describe("exports", () => {
  const pathOf = (view: ExportView) => new URL(view.files[0]?.url ?? "").pathname.replace("/e/", "");
  const filmsOf = (made: Made) => Array.fromAsync(made.blobs.list(`h/${"0".padStart(24, "0")}/export`));

  it("are listed oldest first, page by page", async () => {
    const made = await open();
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) {
      made.clock.now++;
      ids.push((await ended(made, { timeline: cut, name })).id);
    }
    const { items, next } = await made.exports.list({ limit: 2 });
    const rest = await made.exports.list({ limit: 2, cursor: next ?? "" });
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect([items[0]?.files[0]?.name, rest.next]).toEqual(["a.mp4", null]);
  });

  it("that are deleted are not found at once, and leave no film that no other has", async () => {
    const made = await open();
    const one = await ended(made, { timeline: cut, name: "one" });
    const other = await ended(made, { timeline: cut, name: "other" });
    await bytesOf(made, one);
    await made.exports.delete(one.id);
    await expect(made.exports.get(one.id)).rejects.toMatchObject({ code: "export_not_found" });
    await expect(made.exports.delete(one.id)).rejects.toMatchObject({ code: "export_not_found" });
    await bytesOf(made, other);
    await made.exports.delete(other.id);
    await expect(made.origin.exported(pathOf(other))).rejects.toMatchObject({ code: "media_not_found" });
    expect(await filmsOf(made)).toEqual([]);
    const again = await ended(made, { timeline: cut, name: "one" });
    expect(again.id).toBe(one.id);
    await bytesOf(made, again);
  });

  it("that are being made are stopped first", async () => {
    const made = await open();
    const gate = Promise.withResolvers<void>();
    made.transcoder.gate = gate.promise;
    const { id, job } = await made.exports.create({ timeline: dressed, burn: ["overlays"] });
    const deleted = made.exports.delete(id);
    gate.resolve();
    await deleted;
    await expect(made.catalog.job(job.id)).resolves.toBeUndefined();
    expect(await filmsOf(made)).toEqual([]);
  });
});

describe("what cannot be exported", () => {
  it.each<[string, ExportRequest]>([
    ["timeline", {}],
    ["timeline", { timeline: cut, stream: "s" }],
    ["ranges", { ranges: [] }],
    ["burn", { timeline: cut, container: "m4a", burn: ["overlays"] }],
    ["pictures", { timeline: cut, container: "jpg" }],
    ["pictures", { timeline: cut, pictures: { every: 1 } }],
    ["pictures", { timeline: cut, container: "jpg", pictures: { every: 1, times: [1] } }],
    ["pictures", { timeline: cut, container: "jpg", pictures: { every: 0.004 } }],
    ["captions", { timeline: cut, captions: "en" }],
    ["overlays", { timeline: cut, overlays: [] }],
    ["reframe", { ranges: [{ video: "v0", start: 0, end: 1 }], reframe: { aspect: "1:1" } }],
  ])("is refused, naming %s", async (path, request) => {
    const made = await open();
    await expect(made.exports.create(request)).rejects.toMatchObject({
      code: "invalid_request",
      details: { path },
    });
  });

  it("is not found, forged, or gone with its video", async () => {
    const made = await open();
    await expect(made.exports.get("exp_x")).rejects.toMatchObject({ code: "export_not_found" });
    const { files } = await ended(made, { timeline: cut });
    const path = new URL(files[0]?.url ?? "").pathname.replace("/e/", "");
    await expect(made.origin.exported(path.replace(/\/k1\.[^/]+/, "/k1.AAAA"))).rejects.toMatchObject({
      code: "stream_forged",
    });
    await expect(made.origin.exported("nothing.mp4")).rejects.toMatchObject({ code: "media_not_found" });
  });
});
