import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCodedSource } from "../kit/coded-source.ts";
import { FFMPEG } from "../kit/ffmpeg.ts";
import { type PgliteServer, startPgliteServer } from "../kit/pglite.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { hasExtension, postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";
import { fetchWhole, type IngestedSource } from "../kit/server.ts";
import { type ServerProcess, spawnServer } from "../kit/server-process.ts";

const programs = postgresPrograms();
if (!programs)
  console.warn("SKIPPED nodes with different roles: no initdb on PATH or in /usr/lib/postgresql/*/bin");

/** Long enough for a machine that does much else; a node takes a dead one's job over in about five seconds. */
const PATIENCE = 120_000;

describe.skipIf(!programs)("nodes with different roles on one database and one store", () => {
  let folder: string;
  let postgres: TestPostgres;
  let url: string;
  /** For moments, where the server has no pgvector. */
  let pglite: PgliteServer | undefined;
  const nodes: ServerProcess[] = [];
  let origin: ServerProcess;
  let api: ServerProcess;

  /** A node in a process of its own, with a data folder of its own, in which the store is that of all. */
  async function startNode(name: string, role: string, env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
    const data = join(folder, name);
    await mkdir(data, { recursive: true });
    await symlink(join(folder, "blobs"), join(data, "blobs"));
    const args = ["--role", role, "--database-url", url];
    if (pglite) args.push("--moments-url", pglite.url);
    if (origin) args.push("--public-url", origin.url);
    const node = await spawnServer(data, { args, env });
    nodes.push(node);
    return node;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutstream-roles-"));
    await mkdir(join(folder, "blobs"));
    postgres = await startPostgres(programs ?? "");
    url = await postgres.database();
    if (!hasExtension(programs ?? "", "vector")) pglite = await startPgliteServer();
    origin = await startNode("origin", "origin");
    api = await startNode("api", "api");
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop("SIGKILL")));
    await postgres?.stop();
    await pglite?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Sends a file to the node that takes uploads. */
  const upload = async (path: string, name: string, mode: "auto" | "encode" = "auto") =>
    api.client.videos.upload(new Blob([await readFile(path)]), { fileName: name, mode });
  const statusOf = async (address: string) => (await fetch(address)).status;

  let source: IngestedSource;

  it("take an upload in on one, ingest it on another, and play it on a third", async () => {
    const path = join(folder, "source.mp4");
    const made = await makeCodedSource({ path, sourceId: 3, frameRate: "25", seconds: 2, gopSeconds: 1 });
    const { video, job } = await upload(path, "source.mp4");
    expect(await api.client.jobs.get(job.id)).toMatchObject({ status: "queued", attempts: 0 });
    const ended = api.client.jobs.done(job.id);
    await startNode("worker", "worker");
    expect(await ended).toMatchObject({ status: "done", attempts: 1 });
    source = { ...made, video: await api.client.videos.get(video.id) };
    const cut = { source, from: 7, to: 33 };
    const stream = await api.client
      .timeline([{ video: video.id, start: { frame: cut.from }, end: { frame: cut.to } }])
      .stream();
    expect(new URL(stream.url).origin).toBe(origin.url);
    expect(await fetchWhole(stream.url)).toBeGreaterThan(1);
    await expectPlays(continuous(stream.url), [cut]);
  });

  it("answer what is of their role, and name the role of the rest", async () => {
    expect(await statusOf(`${origin.url}/v1/videos`)).toBe(421);
    expect(await statusOf(source.video.streamUrl?.replace(origin.url, api.url) ?? "")).toBe(421);
    for (const [node, role] of [
      [origin, "origin"],
      [api, "api"],
    ] as const) {
      expect(await (await fetch(`${node.url}/readyz`)).json()).toMatchObject({ ok: true, roles: [role] });
      expect(await (await fetch(`${node.url}/metrics`)).text()).toContain(`cutstream_role_${role} 1`);
    }
  });

  it("stop playing what another revokes, wherever it was played before", async () => {
    const second = await startNode("origin2", "origin");
    const stream = await api.client.timeline([{ video: source.video.id, start: 0, end: 1 }]).stream();
    const addresses = [stream.url, stream.url.replace(origin.url, second.url)];
    for (const address of addresses) expect(await statusOf(address)).toBe(200);
    await api.client.streams.revoke(stream.id);
    // Two seconds at most where the notice was lost; the machine may be slow.
    for (const address of addresses) {
      await expect.poll(() => statusOf(address), { timeout: PATIENCE, interval: 100 }).toBe(410);
    }
  });

  it("take over what a node runs that is killed", async () => {
    // An encoder that never gets anywhere, on a node that is to die of it.
    const hanging = join(folder, "hanging-ffmpeg");
    await writeFile(
      hanging,
      `#!/bin/sh
case "$*" in *file:*) while kill -0 $PPID 2>/dev/null; do sleep 0.2; done; exit 1 ;; esac
exec ${FFMPEG} "$@"
`,
    );
    await chmod(hanging, 0o755);
    const [, , worker] = nodes;
    await worker?.stop();
    const doomed = await startNode("doomed", "worker", { FFMPEG_PATH: hanging });
    const { video, job } = await upload(join(folder, "source.mp4"), "again.mp4", "encode");
    for await (const { status, stage } of api.client.jobs.progress(job.id))
      if (status === "running" && stage === "encode") break;
    await doomed.stop("SIGKILL");
    await startNode("heir", "worker");
    expect(await api.client.jobs.done(job.id)).toMatchObject({ status: "done", attempts: 2 });
    expect((await api.client.videos.get(video.id)).status).toBe("ready");
    expect(await statusOf((await api.client.videos.get(video.id)).streamUrl ?? "")).toBe(200);
  });
});
