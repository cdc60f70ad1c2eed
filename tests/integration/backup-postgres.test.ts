import { execFile } from "node:child_process";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cutstream, connect, type Stream } from "../../packages/client/src/index.ts";
import { createMemoryMomentStore } from "../../packages/engine/src/adapters/memory/memory-moment-store.ts";
import { createEngine } from "../../packages/engine/src/index.ts";
import { listen } from "../../packages/server/src/index.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";
import { type CodedCut, type IngestedSource, ingestCoded } from "../kit/server.ts";

const MAIN = join(import.meta.dirname, "../../packages/server/src/cli/main.ts");
const programs = postgresPrograms();
if (!programs) console.warn("SKIPPED a backup with PostgreSQL: no initdb on PATH");

const run = promisify(execFile);
const cutstream = (...args: string[]) => run(process.execPath, [MAIN, ...args]);

interface Running {
  readonly url: string;
  readonly client: Cutstream;
  close(): Promise<void>;
}

/** A server on a folder and a database. Moments are elsewhere: those of a distribution seldom have pgvector. */
async function serve(dataDir: string, databaseUrl: string): Promise<Running> {
  const engine = await createEngine(
    { dataDir, databaseUrl, publicUrl: "http://127.0.0.1:1" },
    { moments: createMemoryMomentStore() },
  );
  const { address: url, close } = await listen(engine, { dataDir, port: 0 });
  return { url, client: connect({ url }), close };
}

describe.skipIf(!programs)("a backup of a server on PostgreSQL", () => {
  let postgres: TestPostgres;
  let folder: string;
  beforeAll(async () => {
    postgres = await startPostgres(programs ?? "");
    folder = await mkdtemp(join(tmpdir(), "cutstream-backup-postgres-"));
  });
  afterAll(async () => {
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("taken as docs/operations.md has it, while it is written to, plays all that came before the dump", async () => {
    const [dataDir, to, dump] = ["data", "to", "dump"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const database = await postgres.database();
    const server = await serve(dataDir, database);
    const source: IngestedSource = await ingestCoded(
      { ...server, folder },
      { sourceId: 8, frameRate: "25", seconds: 4, gopSeconds: 1 },
    );
    const acknowledged: { stream: Stream; cut: CodedCut }[] = [];
    let writes = true;
    const write = async (): Promise<void> => {
      for (let n = 0; writes; n++) {
        const [from, to] = [(7 * n) % 60, ((7 * n) % 60) + 25];
        const clip = { video: source.video.id, start: { frame: from }, end: { frame: to } };
        const stream = await server.client.timeline([clip]).stream();
        acknowledged.push({ stream, cut: { source, from, to } });
        await pause(20);
      }
    };
    const writer = write();
    const backUp = () => cutstream("backup", "--data", dataDir, "--to", to, "--database-url", database);
    await expect.poll(() => acknowledged.length).toBeGreaterThan(3);
    await backUp();
    const first = acknowledged.length;
    await expect.poll(() => acknowledged.length).toBeGreaterThan(first + 3);
    const dumped = acknowledged.length;
    await run(join(programs ?? "", "pg_dump"), ["--format=custom", `--file=${dump}`, database]);
    await backUp();
    writes = false;
    await writer;
    await server.close();
    await rename(dataDir, join(folder, "lost"));

    await cutstream("restore", "--from", to, "--data", dataDir);
    const restored = await postgres.database();
    await run(join(programs ?? "", "pg_restore"), ["--exit-on-error", `--dbname=${restored}`, dump]);
    const again = await serve(dataDir, restored);
    try {
      const here = (address: string) => new URL(new URL(address).pathname, again.url).href;
      for (const { stream } of acknowledged.slice(0, dumped)) {
        expect((await fetch(here(stream.url))).status).toBe(200);
      }
      for (const { stream, cut } of [acknowledged[0]!, acknowledged[dumped - 1]!]) {
        await expectPlays(continuous(here(stream.url)), [cut]);
      }
      // It takes in and streams on.
      const clip = { video: source.video.id, start: { frame: 5 }, end: { frame: 45 } };
      const next = await again.client.timeline([clip]).stream();
      await expectPlays(continuous(here(next.url)), [{ source, from: 5, to: 45 }]);
    } finally {
      await again.close();
    }
  });
});
