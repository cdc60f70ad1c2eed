import { execFileSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, rm, stat, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../packages/client/src/index.ts";
import { openDiskBlobStore } from "../../packages/engine/src/adapters/disk/disk-blob-store.ts";
import { createEngine } from "../../packages/engine/src/index.ts";
import type { BlobStore } from "../../packages/engine/src/seams/blob-store.ts";
import { listen } from "../../packages/server/src/index.ts";
import { type CodedSource, makeCodedSource } from "../kit/coded-source.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { expectError, postJson, sendRaw } from "../kit/raw-request.ts";
import {
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

const MEGABYTE = 2 ** 20;
const FULL = { status: 507, code: "storage_full" } as const;

let folder: string;
/** Half a megabyte, in chunks. */
let large: CodedSource;
let largeSize: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-full-"));
  const codecArgs = [
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-crf",
    "1",
    "-pix_fmt",
    "yuv420p",
    "-g",
    "50",
  ];
  const path = join(folder, "large.mp4");
  large = await makeCodedSource({ path, sourceId: 9, frameRate: "25", seconds: 8, codecArgs });
  largeSize = (await stat(path)).size;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Takes the large source in, which must fail; then again once `mend` has made room. */
async function expectIngestRecovers(server: TestServer, mend: () => Promise<void>): Promise<void> {
  const { video, job } = await server.client.videos.ingest({ path: large.path });
  await expect(server.client.videos.waitUntilReady(video.id)).rejects.toMatchObject({
    code: "storage_full",
    remedy: expect.stringContaining("Free some space"),
  });
  // A moment after its video.
  await expect.poll(() => server.client.jobs.get(job.id)).toMatchObject({ status: "failed" });
  await mend();
  await server.client.jobs.retry(job.id);
  const ready = await server.client.videos.waitUntilReady(video.id);
  const cut = { source: { ...large, video: ready }, from: 0, to: large.frameCount };
  await expectPlays(continuous(ready.streamUrl ?? ""), [cut]);
  await server.client.videos.delete(video.id);
}

describe("a disk that is full", () => {
  let mount: string | undefined;
  let server: TestServer;
  let source: IngestedSource;

  beforeAll(async () => {
    const at = join(folder, "disk");
    await mkdir(at);
    const size = `size=${8 * MEGABYTE + 5 * largeSize}`;
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", at], { stdio: "ignore" });
    } catch {
      return;
    }
    mount = at;
    server = await startTestServer({ dataDir: join(mount, "data") });
    source = await ingestCoded(server, { sourceId: 8, frameRate: "25", seconds: 4, bFrames: 0 });
  });
  afterAll(async () => {
    if (mount === undefined) return;
    await server.close();
    execFileSync("umount", [mount]);
  });

  const filler = () => join(mount ?? folder, "filler");
  beforeEach((context) => {
    if (mount === undefined) skipAloud(context, "no file system can be mounted here");
  });
  afterEach(() => rm(filler(), { force: true }));

  /** Takes all space but these bytes. */
  async function leave(bytes: number): Promise<void> {
    await rm(filler(), { force: true });
    const { bavail, bsize } = await statfs(mount ?? "");
    await appendFile(filler(), Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
  }

  // First a source is copied, then it is cut into chunks, then it is stored itself.
  it.each([0.3, 1.3, 2.3])(
    "with room for %d copies of a source fails its ingest, until there is room",
    async (copies) => {
      await leave(copies * largeSize);
      await expectIngestRecovers(server, async () => {
        await expectPlays(continuous(source.video.streamUrl ?? ""), [
          { source, from: 0, to: source.frameCount },
        ]);
        await rm(filler());
      });
    },
  );

  it("to the last byte refuses whatever would be stored, and plays what is", async () => {
    const cuts = [{ source, from: 3, to: 53 }];
    const stream = await publishCuts(server, cuts);
    await fetchWhole(stream.url);
    const unmade = [{ source, from: 7, to: 57 }];
    const later = await publishCuts(server, unmade);
    await leave(0);

    const clips = [{ video: source.video.id, start: 0, end: 1 }];
    // What SQLite has set aside already takes a few more.
    await expect
      .poll(async () => (await postJson(server, "/v1/streams", { timeline: { clips } })).status, {
        interval: 0,
      })
      .toBe(507);
    expectError(await postJson(server, "/v1/streams", { timeline: { clips } }), FULL);
    expectError(await postJson(server, "/v1/videos", { path: large.path }), FULL);
    const form = new FormData();
    form.set("file", new Blob([Buffer.alloc(MEGABYTE)]), "a.mp4");
    const upload = await fetch(`${server.url}/v1/videos`, { method: "POST", body: form });
    expect([upload.status, ((await upload.json()) as { error: { code: string } }).error.code]).toEqual([
      507,
      "storage_full",
    ]);
    await expect(server.client.videos.upload(new Blob([Buffer.alloc(MEGABYTE)]))).rejects.toMatchObject(FULL);

    expect((await sendRaw(server, "/healthz")).status).toBe(200);
    await expectPlays(continuous(stream.url), cuts);
    await expectPlays(continuous(source.video.streamUrl ?? ""), [{ source, from: 0, to: source.frameCount }]);
    await rm(filler());
    await expectPlays(continuous(later.url), unmade);
    expect((await postJson(server, "/v1/streams", { timeline: { clips } })).status).toBe(201);
  });
});

describe("a blob store that is full", () => {
  it.each([
    ["at the first blob", /./],
    ["in the middle", /\/c1$/],
    ["at the indexes", /\/index$/],
    ["at the end", /manifest/],
    ["at the source", /^sources\//],
  ])("%s fails an ingest, until there is room", async (_, full) => {
    let room = true;
    const dataDir = await mkdtemp(join(folder, "blobs-"));
    const disk = await openDiskBlobStore(join(dataDir, "blobs"));
    const put: BlobStore["put"] = async (key, body, signal) => {
      if (room || !full.test(key)) return disk.put(key, body, signal);
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    };
    const blobs = new Proxy(disk, {
      get: (target, name) => {
        if (name === "put") return put;
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const engine = await createEngine({ dataDir, publicUrl: "http://127.0.0.1:1" }, { blobs });
    const { address, close } = await listen(engine, { dataDir, port: 0 });
    const server = { url: address, folder: dataDir, client: connect({ url: address }), close };
    // Handed-out addresses name a port that nobody could know yet.
    const here = (url: string | null) => new URL(new URL(url ?? "").pathname, address).href;
    try {
      room = false;
      const { video, job } = await server.client.videos.ingest({ path: large.path });
      await expect(server.client.videos.waitUntilReady(video.id)).rejects.toMatchObject({
        code: "storage_full",
      });
      room = true;
      await server.client.jobs.retry(job.id);
      const ready = await server.client.videos.waitUntilReady(video.id);
      const cut = { source: { ...large, video: ready }, from: 0, to: large.frameCount };
      await expectPlays(continuous(here(ready.streamUrl)), [cut]);
    } finally {
      await close();
    }
  });
});
