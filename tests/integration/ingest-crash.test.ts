import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../packages/engine/src/api/engine.ts";
import type { VideoView } from "../../packages/engine/src/api/videos.ts";
import { createEngine } from "../../packages/engine/src/engine.ts";
import { childPids } from "../kit/children.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { decodeFrames } from "../kit/decode.ts";
import { fetchAll } from "../kit/engine-client.ts";
import { between, seededRandom, seedOfRun } from "../kit/random.ts";

/** Every other one dies twice. `ROUNDS` asks for more. */
const ROUNDS = Number(process.env.ROUNDS ?? 4);
const FIXTURE = join(import.meta.dirname, "ingest-crash.fixture.ts");
const SECONDS = 6;

/** Milliseconds that ffmpeg may go on for once the process that it works for is dead. */
const ORPHAN_PATIENCE = 120_000;

const seed = seedOfRun();
let folder: string;
/** The first can be copied, the second must be encoded; the third is the first again, under another name. */
let sources: string[];

beforeAll(async () => {
  console.info(`ingest crashes with SEED=${seed}`);
  folder = await mkdtemp(join(tmpdir(), "ingest-crash-"));
  const copied = join(folder, "copied.mp4");
  await makeCodedSource({ path: copied, sourceId: 1, frameRate: "25", seconds: SECONDS });
  const encoded = join(folder, "encoded.mkv");
  const codecArgs = ["-c:v", "mpeg4", "-q:v", "3", "-g", "12"];
  await makeCodedSource({ path: encoded, sourceId: 2, frameRate: "25", seconds: SECONDS, codecArgs });
  const again = join(folder, "again.mp4");
  await writeFile(again, await readFile(copied));
  sources = [copied, encoded, again];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An engine in a process of its own, and what it has said. */
interface EngineProcess {
  readonly child: ChildProcess;
  readonly said: string[];
}

async function startEngine(dataDir: string): Promise<EngineProcess> {
  const child = spawn(process.execPath, [FIXTURE, dataDir, ...sources], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  const { promise: up, resolve } = Promise.withResolvers<void>();
  createInterface({ input: child.stdout! }).on("line", (line) => {
    said.push(line);
    if (line === "up") resolve();
  });
  await Promise.race([up, once(child, "exit").then(() => Promise.reject(new Error("The engine ended.")))]);
  return { child, said };
}

/** Kills the engine, and waits until the programs that it had started are gone too. */
async function kill({ child }: EngineProcess): Promise<void> {
  const orphans = await childPids(child.pid);
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  const deadline = Date.now() + ORPHAN_PATIENCE;
  for (const pid of orphans) {
    while (await isRunning(pid)) {
      if (Date.now() > deadline) throw new Error(`Process ${pid} runs on without its engine.`);
      await sleep(20);
    }
  }
}

async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return state !== "" && !/\) Z /.test(state);
}

/** Opens an engine here and waits until its jobs have ended. */
async function recover(dataDir: string): Promise<{ engine: Engine; videos: readonly VideoView[] }> {
  const engine = await createEngine({ dataDir, publicUrl: "http://localhost:1" });
  const deadline = Date.now() + 200_000;
  for (;;) {
    const { items } = await engine.videos.list({});
    const done = items.every(({ status, renditions }) => status === "ready" && renditions.length === 3);
    if (done || Date.now() > deadline) return { engine, videos: items };
    expect(items.map(({ status }) => status)).not.toContain("failed");
    await sleep(20);
  }
}

/** Names of the folders in a folder; none where there is none. */
const names = (path: string): Promise<string[]> => readdir(path).catch(() => []);

describe("ingest, killed", { timeout: 240_000 }, () => {
  /** Milliseconds that an engine takes from `up` until everything is ready. */
  let whole: number;

  test("is left alone once, to see how long it takes", async () => {
    const dataDir = join(folder, "calm");
    const calm = await startEngine(dataDir);
    const start = Date.now();
    while (new Set(calm.said.filter((line) => line.startsWith("ready"))).size < sources.length)
      await sleep(10);
    whole = Date.now() - start;
    await kill(calm);
    expect(calm.said.filter((line) => line.startsWith("broken"))).toEqual([]);
  });

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))("round %i", async (round) => {
    const random = seededRandom(seed + round);
    const dataDir = join(folder, `round-${round}`);
    // Killed while it recovers, too, in every other round.
    for (let deaths = 0; deaths <= round % 2; deaths++) {
      const doomed = await startEngine(dataDir);
      await sleep(between(random, 0, 1.3 * whole));
      await kill(doomed);
      expect(doomed.said.filter((line) => line.startsWith("broken"))).toEqual([]);
    }
    const { engine, videos } = await recover(dataDir);
    try {
      expect(videos.map(({ status, name }) => [status, name])).toEqual([
        ["ready", "copied.mp4"],
        ["ready", "encoded.mkv"],
        ["ready", "again.mp4"],
      ]);
      const versions = videos.map(({ versions }) => versions);
      expect(versions.map(({ length }) => length)).toEqual([1, 1, 1]);
      expect(versions[2]).toEqual(versions[0]);
      // One version each of two sources; nothing half done, nothing staged.
      const blobs = join(dataDir, "blobs");
      expect((await names(join(blobs, "v"))).sort()).toEqual([...new Set(versions.flat())].sort());
      expect(await names(join(blobs, "sources"))).toHaveLength(2);
      // The jobs of ladders clear up after the videos are whole.
      await expect.poll(() => names(join(dataDir, "staging"))).toEqual([]);
      for (const [n, { streamUrl, frameCount }] of videos.entries()) {
        expect(frameCount).toBe(SECONDS * 25);
        const path = join(folder, `round-${round}-${n}.mp4`);
        await writeFile(path, await fetchAll(engine, streamUrl!));
        expect((await decodeFrames(path)).map(({ code }) => code)).toEqual(
          Array.from({ length: SECONDS * 25 }, (_, frame) => ({ source: n === 1 ? 2 : 1, frame })),
        );
      }
    } finally {
      await engine.close();
    }
    expect(await childPids()).toEqual([]);
  });
});

describe("ingest, cancelled", () => {
  test("fails the video, leaves nothing, and works when it is retried", async () => {
    const dataDir = join(folder, "cancelled");
    const engine = await createEngine({ dataDir, publicUrl: "http://localhost:1" });
    try {
      const { video, job } = await engine.videos.ingest({ source: { kind: "path", path: sources[1]! } });
      for await (const { stage } of engine.jobs.watch(job.id)) if (stage === "encode") break;
      expect(await engine.jobs.cancel(job.id)).toMatchObject({ status: "cancelled" });
      expect(await childPids()).toEqual([]);
      expect(await engine.videos.get(video.id)).toMatchObject({
        status: "failed",
        error: { code: "cancelled" },
        streamUrl: null,
      });
      expect(await names(join(dataDir, "staging"))).toEqual([]);
      expect(await names(join(dataDir, "blobs/v"))).toEqual([]);

      await engine.jobs.retry(job.id);
      expect(await engine.videos.get(video.id)).toMatchObject({ status: "processing" });
      for await (const { status } of engine.jobs.watch(job.id)) if (status === "done") break;
      const ready = await engine.videos.get(video.id);
      expect(ready).toMatchObject({ status: "ready", mode: "encode", frameCount: SECONDS * 25 });
      expect(ready.error).toBeUndefined();
      await fetchAll(engine, ready.streamUrl!);
    } finally {
      await engine.close();
    }
  });

  test("stops with the engine, and goes on with the next one", async () => {
    const dataDir = join(folder, "closed");
    const first = await createEngine({ dataDir, publicUrl: "http://localhost:1" });
    const { video, job } = await first.videos.ingest({ source: { kind: "path", path: sources[1]! } });
    for await (const { stage } of first.jobs.watch(job.id)) if (stage === "encode") break;
    await first.close();
    expect(await childPids()).toEqual([]);
    const second = await createEngine({ dataDir, publicUrl: "http://localhost:1" });
    try {
      for await (const { status } of second.jobs.watch(job.id)) if (status === "done") break;
      expect(await second.videos.get(video.id)).toMatchObject({ status: "ready" });
    } finally {
      await second.close();
    }
  });
});
