import { execFile } from "node:child_process";
import { appendFile, cp, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stream } from "../../packages/client/src/index.ts";
import { backUp, restore } from "../../packages/engine/src/index.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { type CodedCut, fetchWhole, type IngestedSource } from "../kit/server.ts";
import { type ServerProcess, spawnServer } from "../kit/server-process.ts";

const MAIN = join(import.meta.dirname, "../../packages/server/src/cli/main.ts");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-backup-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cutstream = (...args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args]);

async function ingest(server: ServerProcess, name: string, sourceId: number): Promise<IngestedSource> {
  const path = join(folder, name);
  const source = await makeCodedSource({ path, sourceId, frameRate: "25", seconds: 4, gopSeconds: 1 });
  const { video } = await server.client.videos.ingest({ path });
  return { ...source, video: await server.client.videos.waitUntilReady(video.id) };
}

const publish = (server: ServerProcess, { source, from, to }: CodedCut): Promise<Stream> =>
  server.client.timeline([{ video: source.video.id, start: { frame: from }, end: { frame: to } }]).stream();

describe("a backup of a server that is written to", () => {
  it("has all that was acknowledged before it began, and plays it after kill -9 and a restore", async () => {
    const [dataDir, to] = [join(folder, "data"), join(folder, "to")];
    const server = await spawnServer(dataDir);
    const port = Number(new URL(server.url).port);
    const source = await ingest(server, "a.mp4", 5);
    const acknowledged: { stream: Stream; cut: CodedCut }[] = [];
    let writes = true;
    const write = async () => {
      for (let n = 0; writes; n++) {
        const cut = { source, from: (7 * n) % 60, to: ((7 * n) % 60) + 25 };
        acknowledged.push({ stream: await publish(server, cut), cut });
        // Between any two steps of a backup; without a pause nothing else would come to its turn on a busy machine.
        await pause(20);
      }
    };
    const writer = write();
    await expect.poll(() => acknowledged.length).toBeGreaterThan(5);
    const first = acknowledged.length;
    await backUp({ dataDir, to });
    // Only what is new is copied; nothing else is told apart from a backup that goes on.
    const later = await ingest(server, "b.mp4", 6);
    const second = acknowledged.length;
    const { stdout } = await cutstream("backup", "--data", dataDir, "--to", to);
    const [, all = 0, fresh = 0] = (/^(\d+) blobs, .*; (\d+) of/.exec(stdout) ?? []).map(Number);
    expect(fresh).toBeGreaterThan(0);
    expect(fresh).toBeLessThan(all);
    writes = false;
    await writer;
    await server.stop("SIGKILL");
    await rename(dataDir, join(folder, "lost"));

    const { databases } = await restore({ from: to, dataDir });
    expect(databases).toHaveLength(5);
    const again = await spawnServer(dataDir, { port });
    try {
      expect(second).toBeGreaterThan(first);
      for (const { stream } of acknowledged.slice(0, second)) {
        expect((await fetch(stream.url)).status).toBe(200);
      }
      for (const { stream, cut } of [acknowledged[0]!, acknowledged[second - 1]!]) {
        expect(await fetchWhole(stream.url)).toBeGreaterThan(1);
        await expectPlays(continuous(stream.url), [cut]);
      }
      await expectPlays(continuous(later.video.streamUrl ?? ""), [{ source: later, from: 0, to: 100 }]);
    } finally {
      await again.stop();
    }
  });
});

describe("a restore", () => {
  it("refuses folders that hold something, and backups that are unfinished or damaged", async () => {
    const to = join(folder, "to");
    const failing = (work: Promise<unknown>, message: RegExp) =>
      expect(work).rejects.toMatchObject({ message: expect.stringMatching(message) });
    const full = join(folder, "full");
    await cp(to, full, { recursive: true });
    await failing(restore({ from: to, dataDir: full }), /not empty/);
    await failing(restore({ from: join(folder, "nothing"), dataDir: join(folder, "x") }), /no backup/i);
    await failing(backUp({ dataDir: folder, to: join(folder, "inside") }), /must not lie/);

    const [snapshot = ""] = (await readdir(full)).filter((name) => name.startsWith("snapshot-"));
    await appendFile(join(full, snapshot, "catalog.sqlite"), "x");
    await failing(
      restore({ from: full, dataDir: join(folder, "y") }),
      /catalog\.sqlite is not what was backed up/,
    );
    await cp(join(to, snapshot), join(full, snapshot), { recursive: true, force: true });
    // Interrupted before, it goes on.
    await restore({ from: full, dataDir: join(folder, "y") });

    const source = (await readdir(join(full, "blobs/sources")))[0]!;
    await writeFile(join(full, "blobs/sources", source, "data"), "other bytes");
    await failing(restore({ from: full, dataDir: join(folder, "z") }), /sources\/.*checksum differs/);
    await rm(join(full, "blobs/sources"), { recursive: true });
    await failing(restore({ from: full, dataDir: join(folder, "w") }), /has lost the blob sources/);
  });
});
