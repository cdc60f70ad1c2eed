import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRig, type Rig } from "../testing/rig.ts";

const TUS = { "tus-resumable": "1.0.0" };
const BYTES = { ...TUS, "content-type": "application/offset+octet-stream" };

/** Files, those of uploads that wait for a job included. */
const stored = async (rig: Rig) => {
  const names = await readdir(rig.uploads.options.directory, { recursive: true });
  return names.filter((name) => name !== "accepted");
};

async function createUpload(origin: string, length: number): Promise<string> {
  const headers = {
    ...TUS,
    "upload-length": String(length),
    "upload-metadata": `filename ${btoa("goal.mp4")}`,
  };
  const made = await fetch(`${origin}/v1/uploads`, { method: "POST", headers });
  expect(made.status).toBe(201);
  return made.headers.get("location") ?? "";
}

const append = (url: string, offset: number, body: string) =>
  fetch(url, { method: "PATCH", headers: { ...BYTES, "upload-offset": String(offset) }, body });

const ingest = (origin: string, body: object) =>
  fetch(`${origin}/v1/videos`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("resumable uploads", () => {
  it("go on where they were, and become a video once", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    const location = await createUpload(origin, 10);
    const id = location.split("/").at(-1);
    const url = new URL(location, origin).href;
    expect((await append(url, 0, "01234")).headers.get("upload-offset")).toBe("5");

    const early = await ingest(origin, { upload: id });
    expect(early.status).toBe(400);
    expect((await early.json()).error.message).toMatch(/not finished: 5 of 10/);

    const head = await fetch(url, { method: "HEAD", headers: TUS });
    expect(head.headers.get("upload-offset")).toBe("5");
    expect((await append(url, 3, "x")).status).toBe(409);
    expect((await append(url, 5, "56789")).status).toBe(204);

    const made = await ingest(origin, { upload: id, name: "Goal" });
    expect(made.status).toBe(202);
    expect(rig.engine.ingests[0]).toMatchObject({
      name: "Goal",
      source: { kind: "upload", fileName: "goal.mp4" },
    });
    expect(Buffer.from(rig.engine.ingests[0]?.bytes ?? []).toString()).toBe("0123456789");
    expect(await stored(rig)).toEqual([]);
    expect((await ingest(origin, { upload: id })).status).toBe(400);
  });

  it("stay when the video is refused", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    const location = await createUpload(origin, 1);
    await append(new URL(location, origin).href, 0, "x");
    const id = location.split("/").at(-1);
    expect((await ingest(origin, { upload: id, collection: "none" })).status).toBe(404);
    expect((await ingest(origin, { upload: id })).status).toBe(202);
  });

  it("have a limit", async () => {
    await using rig = await createRig({ maxUpload: 100 });
    const origin = await rig.listen();
    const headers = { ...TUS, "upload-length": "101" };
    const refused = await fetch(`${origin}/v1/uploads`, { method: "POST", headers });
    expect([refused.status, (await refused.json()).error.code]).toEqual([413, "source_too_large"]);
    const endless = await fetch(`${origin}/v1/uploads`, {
      method: "POST",
      headers: { ...TUS, "upload-defer-length": "1" },
    });
    const url = new URL(endless.headers.get("location") ?? "", origin).href;
    expect((await append(url, 0, "x".repeat(101))).status).toBe(413);
  });

  it("name no files but their own", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    for (const upload of ["../../etc/passwd", "a/b", "..", "0".repeat(32)]) {
      const { error } = await (await ingest(origin, { upload })).json();
      expect(error).toMatchObject({ code: "invalid_request", path: "upload" });
    }
    expect(
      (await fetch(`${origin}/v1/uploads/${"0".repeat(32)}`, { method: "HEAD", headers: TUS })).status,
    ).toBe(404);
  });

  it("expire when they are abandoned", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    const old = (await createUpload(origin, 10)).split("/").at(-1) ?? "";
    await createUpload(origin, 10);
    const past = new Date(Date.now() - 120_000);
    for (const name of [old, `${old}.json`])
      await utimes(join(rig.uploads.options.directory, name), past, past);
    expect([await rig.uploads.sweep(), await rig.uploads.sweep()]).toEqual([0, 2]);
    expect((await stored(rig)).some((name) => name.startsWith(old))).toBe(false);
    expect(await stored(rig)).toHaveLength(2);
  });

  it("wait for the job that takes them, longer than abandoned ones", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    const { ingest: ingestNow } = rig.engine.videos;
    rig.engine.videos.ingest = async () => ingestNow({ source: { kind: "path", path: "/taken/later.mp4" } });
    const location = await createUpload(origin, 1);
    await append(new URL(location, origin).href, 0, "x");
    await ingest(origin, { upload: location.split("/").at(-1) });
    const day = rig.uploads.options.expiry;
    const sweepIn = (days: number) => rig.uploads.sweep(Date.now() + days * day);
    expect([await sweepIn(2), await sweepIn(2)]).toEqual([0, 0]);
    expect([await sweepIn(8), await sweepIn(8)]).toEqual([0, 1]);
  });

  it("outlive a clock that jumps ahead and is set right before the next sweep", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    const { ingest: ingestNow } = rig.engine.videos;
    rig.engine.videos.ingest = async () => ingestNow({ source: { kind: "path", path: "/taken/later.mp4" } });
    const location = await createUpload(origin, 1);
    await append(new URL(location, origin).href, 0, "x");
    await ingest(origin, { upload: location.split("/").at(-1) });
    await createUpload(origin, 10);
    const before = (await stored(rig)).length;
    const year = 365 * 86_400_000;
    for (const ahead of [year, 0, year, -year, year, 0, 0])
      expect(await rig.uploads.sweep(Date.now() + ahead)).toBe(0);
    expect(await stored(rig)).toHaveLength(before);
  });

  it("become one video, however many ask at once", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    const location = await createUpload(origin, 1);
    await append(new URL(location, origin).href, 0, "x");
    const upload = location.split("/").at(-1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => ingest(origin, { upload })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 400, 400, 400, 400]);
    expect(rig.engine.ingests).toHaveLength(1);
  });
});

describe("forms", () => {
  const form = (fields: Record<string, string>, file: Blob | null = new Blob(["media"])) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    if (file) data.append("file", file, "goal.mp4");
    return data;
  };
  const send = (origin: string, body: FormData) => fetch(`${origin}/v1/videos`, { method: "POST", body });

  it("become a video", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    const made = await send(origin, form({ name: "Goal", mode: "copy", ladder: "360, 240" }));
    expect(made.status).toBe(202);
    const [ingested] = rig.engine.ingests;
    expect(ingested).toMatchObject({
      name: "Goal",
      mode: "copy",
      ladder: [360, 240],
      source: { fileName: "goal.mp4" },
    });
    expect(Buffer.from(ingested?.bytes ?? []).toString()).toBe("media");
    expect(await stored(rig)).toEqual([]);
  });

  it("take fields that follow the file", async () => {
    await using rig = await createRig();
    const data = form({});
    data.append("name", "After");
    await send(await rig.listen(), data);
    expect(rig.engine.ingests[0]?.name).toBe("After");
  });

  it.each([
    [{ mode: "fast" }, 400, "invalid_request"],
    [{ ladder: "360,tall" }, 400, "invalid_request"],
    [{ collection: "none" }, 404, "collection_not_found"],
    [{ path: "/etc/passwd" }, 400, "invalid_request"],
    [{ upload: "0".repeat(32) }, 400, "invalid_request"],
  ])("with %j leave nothing behind", async (fields, status, code) => {
    await using rig = await createRig();
    const refused = await send(await rig.listen(), form(fields as Record<string, string>));
    expect([refused.status, (await refused.json()).error.code]).toEqual([status, code]);
    expect(await stored(rig)).toEqual([]);
  });

  it("need a file, of a size", async () => {
    await using rig = await createRig({ maxUpload: 1000 });
    const origin = await rig.listen();
    expect((await send(origin, form({ name: "x" }, null))).status).toBe(400);
    const large = await send(origin, form({}, new Blob(["x".repeat(1001)])));
    expect([large.status, (await large.json()).error.code]).toEqual([413, "source_too_large"]);
    const fits = await send(origin, form({}, new Blob(["x".repeat(1000)])));
    expect(fits.status).toBe(202);
    expect(await stored(rig)).toEqual([]);
  });
});
