import { setTimeout as sleep } from "node:timers/promises";
import type { Cutstream, Video } from "../packages/client/src/index.ts";
import { sharedMedia } from "../tests/kit/media.ts";
import { startTestServer, type TestServer } from "../tests/kit/server.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";

/** A speech with its room, 88 s of 720p; with `--full` also three films joined, 150 s. */
const FILMS = ["video/manifesto_88s.mp4", "derived/reel_a.mp4"] as const;

/** Analysers that bring their own models, and the recogniser that Debian has, where it is there. */
const ANALYSERS = ["shots", "sound", "scenes", "speech"] as const;

/** Milliseconds between two looks for a first moment. */
const LOOK_EVERY = 20;

/**
 * How long it takes until videos are remembered, over loopback HTTP on a server that analyses what is new, as `serve`
 * does. First: from the request that ingests to the video being ready, to the first moment that a search brings back, and
 * to the end of the last analyser. Then each analyser again by itself: the film's length through the time that its job
 * takes, its decoding, embedding and heads included.
 */
export const indexing: Benchmark = {
  name: "indexing",
  title: "From ingest to what is remembered",
  async run(full) {
    const paths = FILMS.slice(0, full ? undefined : 1).flatMap((file) => sharedMedia(file) ?? []);
    const server = await startTestServer({ analyse: "all", logger: { level: "silent" } });
    try {
      const measured: Measurement[] = [];
      for (const path of paths) measured.push(...(await measureFilm(server, path)));
      return measured;
    } finally {
      await server.close();
    }
  },
};

async function measureFilm({ client }: TestServer, path: string): Promise<Measurement[]> {
  const name = path.split("/").at(-1) ?? path;
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const { video } = await client.videos.ingest({ path });
  const { duration } = await client.videos.waitUntilReady(video.id);
  const ready = since();
  await firstMoment(client, video.id);
  const found = since();
  await allEnded(client, video.id);
  const measured: Measurement[] = [
    { what: `${name}: length`, value: duration ?? Number.NaN, unit: "s" },
    { what: `${name}: ready to play`, value: ready, unit: "s" },
    { what: `${name}: first moment found`, value: found, unit: "s" },
    { what: `${name}: all analysers done`, value: since(), unit: "s" },
  ];
  for (const analyser of ANALYSERS) {
    const seconds = await timeAnalyser(client, video.id, analyser);
    const what = `${name}: ${analyser} by itself, times real time`;
    if (seconds === undefined) console.warn(`SKIPPED ${what}: it does not run on this machine`);
    else measured.push({ what, value: (duration ?? Number.NaN) / seconds, unit: "×" });
  }
  return measured;
}

async function firstMoment(client: Cutstream, video: Video["id"]): Promise<void> {
  while ((await client.retrieve({ videos: [video], limit: 1 })).length === 0) await sleep(LOOK_EVERY);
}

/** Waits until every analyser has made its index, or failed. */
async function allEnded(client: Cutstream, video: Video["id"]): Promise<void> {
  for (;;) {
    const ended = (await client.indexes.list(video)).filter(({ status }) => status !== "running");
    if (ANALYSERS.every((analyser) => ended.some(({ name }) => name === analyser))) return;
    await sleep(100);
  }
}

/** @returns seconds; undefined where the analyser cannot run here. */
async function timeAnalyser(
  client: Cutstream,
  video: Video["id"],
  analyser: string,
): Promise<number | undefined> {
  const began = performance.now();
  try {
    const [job] = await client.indexes.analyse(video, [analyser]);
    await client.jobs.done(job?.id ?? "");
    return (performance.now() - began) / 1000;
  } catch {
    return undefined;
  }
}
