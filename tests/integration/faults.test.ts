import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Stream } from "../../packages/client/src/index.ts";
import { openDiskBlobStore } from "../../packages/engine/src/adapters/disk/disk-blob-store.ts";
import { createEngine } from "../../packages/engine/src/index.ts";
import { type FaultyBlobs, faultyBlobs } from "../../packages/engine/src/testing/faulty-blobs.ts";
import { listen } from "../../packages/server/src/index.ts";
import { childPids, childPrograms } from "../kit/children.ts";
import { between, seededRandom, seedOfRun } from "../kit/random.ts";
import { type IngestedSource, ingestCoded, publishCuts, type TestServer } from "../kit/server.ts";
import { soak } from "../kit/soak.ts";

const seed = seedOfRun();
let folder: string;
beforeAll(async () => {
  console.info(`faults with SEED=${seed}`);
  folder = await mkdtemp(join(tmpdir(), "cutstream-faults-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a server whose store and encoders fail", () => {
  const random = seededRandom(seed);
  let store: FaultyBlobs;
  let server: TestServer;
  let source: IngestedSource;
  beforeAll(async () => {
    const dataDir = join(folder, "data");
    // Numbers of its own: how often the store is asked depends on what is in memory, and must not change what is asked.
    store = faultyBlobs(await openDiskBlobStore(join(dataDir, "blobs")), seededRandom(seed + 1));
    const engine = await createEngine({ dataDir, publicUrl: "http://127.0.0.1:1" }, { blobs: store.blobs });
    const { address, close } = await listen(engine, { dataDir, port: 0 });
    server = { url: address, folder, client: connect({ url: address }), close };
    source = await ingestCoded(server, { sourceId: 3, frameRate: "25", seconds: 4, gopSeconds: 2 });
  });
  afterAll(() => server.close());

  /** Handed-out addresses name a port that nobody could know yet. */
  const here = (url: string) => new URL(new URL(url).pathname, server.url).href;

  const mediaOf = async ({ url }: Stream): Promise<string[]> => {
    const urisIn = async (playlist: string) => {
      const text = await (await fetch(playlist)).text();
      return Array.from(text.matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm), ([, quoted, bare]) =>
        here(new URL(quoted ?? bare ?? "", playlist).href),
      );
    };
    return [...new Set((await Promise.all((await urisIn(here(url))).map(urisIn))).flat())];
  };

  /** The body; undefined where it was refused with a time to ask again, or broke off. */
  const bytesOf = async (uri: string): Promise<string | undefined> => {
    const response = await fetch(uri);
    const bytes = await response.arrayBuffer().catch(() => undefined);
    if (response.status === 200) return bytes && Buffer.from(bytes).toString("base64");
    expect(response.status, uri).toBeGreaterThanOrEqual(500);
    expect(Number(response.headers.get("retry-after")), uri).toBeGreaterThan(0);
    return undefined;
  };

  it("serves the right bytes or none, and all of them once store and encoders are well", async () => {
    const found = new Map<string, Set<string>>();
    const streams: Stream[] = [];
    for (let round = 0; round < 4; round++) {
      const from = between(random, 1, 50);
      store.rate = 0;
      const stream = await publishCuts(server, [{ source, from, to: from + between(random, 10, 50) }]);
      streams.push(stream);
      const uris = await mediaOf(stream);
      store.rate = 25;
      for (const uri of [...uris, ...uris]) {
        const asked = bytesOf(uri);
        // Of the encoders that run, and of those that wait for work, one dies.
        const pids = await childPids();
        const pid = random() < 0.3 ? pids[between(random, 0, pids.length)] : undefined;
        if (pid !== undefined && (await childPrograms()).includes("ffmpeg")) killIfThere(pid);
        const bytes = await asked;
        if (bytes !== undefined) found.set(uri, (found.get(uri) ?? new Set()).add(bytes));
      }
    }
    expect(store.faults).toBeGreaterThan(0);
    store.rate = 0;
    for (const stream of streams) {
      for (const uri of await mediaOf(stream)) {
        await expect.poll(() => bytesOf(uri)).toBeDefined();
        const bytes = (await bytesOf(uri)) ?? "";
        expect([...(found.get(uri) ?? [bytes])], uri).toEqual([bytes]);
      }
    }
  });
});

describe("a server that is killed at random", () => {
  it("keeps its word", async () => {
    const report = await soak({ folder, rounds: 2, sources: 1, seed });
    expect(report.streams).toBeGreaterThan(0);
    expect(report.segments).toBeGreaterThan(0);
  });
});

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
