import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  backUp,
  type CopiedBlobs,
  createFfmpegTranscoder,
  examineBlobs,
  moveBlobs,
  verifyStream,
} from "../../packages/engine/src/index.ts";
import { openBlobs } from "../../packages/engine/src/open/open-blobs.ts";
import { decodeFrames } from "../kit/decode.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { hasS3, startS3, type TestS3 } from "../kit/s3.ts";
import {
  type CodedCut,
  expectedCodes,
  type IngestedSource,
  ingestCoded,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

if (!hasS3()) console.warn("SKIPPED a server with its media on S3: OpenStack Swift is not installed");

describe.skipIf(!hasS3())("a server with its media on S3", () => {
  let s3: TestS3;
  let folder: string;
  let blobs: string;
  let before: IngestedSource;
  let after: IngestedSource;
  let server: TestServer;
  let bucket: string;
  let moved: CopiedBlobs;

  const dataDir = () => join(folder, "data");
  const source = { frameRate: "25", seconds: 4, gopSeconds: 2, width: 320, height: 180 };

  beforeAll(async () => {
    s3 = await startS3();
    for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
    bucket = await s3.bucket();
    blobs = `s3://${bucket}/media`;
    folder = await mkdtemp(join(tmpdir(), "cutstream-s3-server-"));
    // Begun on disk, moved, and gone on with.
    const onDisk = await startTestServer({ dataDir: dataDir() });
    before = await ingestCoded(onDisk, { ...source, sourceId: 1 });
    await onDisk.close();
    moved = await moveBlobs({ from: dataDir(), to: blobs });
    await rm(join(dataDir(), "blobs"), { recursive: true });
    server = await startTestServer({ dataDir: dataDir(), blobs });
    after = await ingestCoded(server, { ...source, sourceId: 2 });
  });
  afterAll(async () => {
    await server?.close();
    await s3?.stop();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  it("has everything that was moved, all of it and once", async () => {
    expect(moved.blobs).toBeGreaterThan(5);
    expect(moved.copied).toBe(moved.blobs);
    await expectPlays(continuous((await publishCuts(server, [{ source: before, from: 3, to: 90 }])).url), [
      { source: before, from: 3, to: 90 },
    ]);
  });

  it("takes in, cuts, plays and proves, and keeps no media in its folder", async () => {
    const cuts: CodedCut[] = [
      { source: after, from: 7, to: 61 },
      { source: before, from: 20, to: 47 },
      { source: after, from: 62, to: 99 },
    ];
    const stream = await publishCuts(server, cuts);
    await expectPlays(continuous(stream.url), cuts);
    const report = await verifyStream({
      stream,
      video: (id) => server.client.videos.get(id),
      fetch: async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer()),
      transcoder: createFfmpegTranscoder(),
    });
    expect(report.ok).toBe(true);
    expect(await readdir(dataDir())).not.toContain("blobs");
  });

  it("is moved and backed up without the media of its tenants", async () => {
    const acme = await openBlobs({ dataDir: "", blobs: `${blobs}/tenants/acme` });
    await acme.put("v/a/c0", Buffer.from("media"));
    const own = (await Array.fromAsync((await openBlobs({ dataDir: "", blobs })).list("v/"))).length;
    const [copy, backup] = [join(folder, "copy"), join(folder, "backup")];
    const copied = await moveBlobs({ from: blobs, to: copy });
    expect(copied.tenants).toEqual(["acme"]);
    const backed = await backUp({ dataDir: dataDir(), blobs, to: backup });
    expect(backed.blobs).toBe(copied.blobs);
    expect(own).toBeGreaterThan(0);
    for (const place of [copy, backup]) {
      expect(await readdir(join(place, "blobs"))).not.toContain("tenants");
      expect(await readdir(join(place, "blobs/v"))).not.toContain("a");
    }
    expect((await moveBlobs({ from: `${blobs}/tenants/acme`, to: join(copy, "tenants/acme") })).blobs).toBe(
      1,
    );
  });

  it("exports, and answers any range of the film", async () => {
    const cuts: CodedCut[] = [{ source: after, from: 11, to: 64 }];
    const clips = [{ video: after.video.id, start: { frame: 11 }, end: { frame: 64 } }];
    const { files } = await (await server.client.timeline(clips).export()).done();
    const url = files[0]?.url ?? "";
    expect((await decodeFrames(url)).map(({ code }) => code)).toEqual(expectedCodes(cuts));
    const whole = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const part = await fetch(url, { headers: { range: "bytes=1000-70000" } });
    expect(part.status).toBe(206);
    expect(Buffer.compare(new Uint8Array(await part.arrayBuffer()), whole.subarray(1000, 70_001))).toBe(0);
  });

  it("is looked at by doctor and readyz, and a place that is not there is told", async () => {
    const ready = await (await fetch(`${server.url}/readyz`)).json();
    expect(ready.checks.blobs.ok).toBe(true);
    expect(await examineBlobs(blobs)).toMatchObject({
      state: "good",
      detail: expect.stringContaining(blobs),
    });
    expect(await examineBlobs("s3://none")).toMatchObject({
      state: "missing",
      detail: expect.stringContaining("no such bucket"),
    });
  });

  it("deletes what a video had", async () => {
    const listed = async (folder: string) => {
      const { Contents = [] } = await s3
        .client()
        .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `media/${folder}/` }));
      return new Set(Contents.map(({ Key }) => Key?.split("/")[2])).size;
    };
    expect([await listed("sources"), await listed("v")]).toEqual([2, 2]);
    await server.client.videos.delete(before.video.id);
    expect([await listed("sources"), await listed("v")]).toEqual([1, 1]);
  });
});
