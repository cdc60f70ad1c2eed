import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasDatabase, startDatabase } from "../examples/cluster/database.ts";
import { childPids } from "../tests/kit/children.ts";
import { spawnServer } from "../tests/kit/server-process.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { smallSource } from "./lib/sources.ts";
import { cpuTime } from "./lib/usage.ts";
import { Connection } from "./load/connection.ts";

/** Connections that are kept, each of which asks again once it was answered. */
const CONNECTIONS = 64;
const COUNTS = [1, 2];

/**
 * What several processes on one port answer (`cutstream serve --processes`, PostgreSQL): one media playlist and one
 * segment of picture, of 720p at 1 Mbit/s, over and over on 64 connections, for 10 s (3 without `--full`). The program that asks runs on
 * the same machine; its CPU is given, of one processor, beside that of all processes of the server together.
 */
export const processes: Benchmark = {
  name: "processes",
  title: "Several processes on one port",
  async run(full) {
    if (!hasDatabase()) {
      console.warn("SKIPPED several processes: PostgreSQL is not installed");
      return [];
    }
    const measurements: Measurement[] = [];
    for (const count of COUNTS) measurements.push(...(await measure(count, full ? 10 : 3)));
    return measurements;
  },
};

async function measure(count: number, seconds: number): Promise<Measurement[]> {
  const { path } = await smallSource();
  const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-processes-"));
  const database = await startDatabase(count + 1);
  const server = await spawnServer(folder, {
    args: ["--processes", String(count)],
    env: { ...database.environment, NODE_ENV: "production" },
  });
  try {
    const { client, url, pid } = server;
    const { video } = await client.videos.ingest({ path });
    const { id } = await client.videos.waitUntilReady(video.id);
    const stream = await client.timeline([{ video: id, start: 0, end: 30 }]).stream();
    const playlist = new URL("r/v0.m3u8", stream.url);
    const [segment = ""] = (await (await fetch(playlist)).text()).match(/^[^#\s].*$/m) ?? [];
    const pids = count === 1 ? [pid] : await childPids(pid);
    const measurements: Measurement[] = [];
    for (const [kind, wanted] of [
      ["playlists", playlist.pathname],
      ["segments", new URL(segment, playlist).pathname],
    ] as const) {
      const { answers, load, serving } = await ask(url, wanted, seconds, pids);
      measurements.push({
        what: `${count} ${count === 1 ? "process" : "processes"}: ${kind}`,
        value: answers,
        unit: "a second",
        note: `CPU of the server ${Math.round(serving)} %, of the program that asks ${Math.round(load)} %`,
      });
    }
    return measurements;
  } finally {
    await server.stop();
    await database.stop();
    await rm(folder, { recursive: true });
  }
}

/** @returns answers a second, and the shares of a processor that who asks and who answers took, in %. */
async function ask(url: string, path: string, seconds: number, pids: readonly number[]) {
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(url));
  for (const connection of connections) await connection.get(path);
  const servingCpu = async () =>
    (await Promise.all(pids.map(async (pid) => cpuTime(await readFile(`/proc/${pid}/stat`, "utf8"))))).reduce(
      (sum, one) => sum + one,
    );
  const [before, start, own] = [await servingCpu(), performance.now(), process.cpuUsage()];
  let answers = 0;
  const end = start + 1000 * seconds;
  await Promise.all(
    connections.map(async (connection) => {
      for (; performance.now() < end; answers++) {
        const { status } = await connection.get(path);
        if (status !== 200) throw new Error(`${path}: ${status}`);
      }
    }),
  );
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(own);
  const serving = (await servingCpu()) - before;
  for (const connection of connections) connection.close();
  return { answers: answers / wall, load: (user + system) / wall / 1e4, serving: serving / wall / 1e4 };
}
