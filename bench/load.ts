import { fork } from "node:child_process";
import { once } from "node:events";
import type { StreamView } from "@cutstream/engine";
import { crowdOut, niceShare, pin } from "./lib/cpu-share.ts";
import { type Benchmark, type Measurement, toTable } from "./lib/measurement.ts";
import { BenchServer } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";
import { seeded } from "./lib/statistics.ts";
import { SEED } from "./lib/timelines.ts";
import { chooseTimeline, makeMoments, prepareHeads } from "./load/catalogue.ts";
import type { CrowdRequest, CrowdResult } from "./load/crowd-process.ts";
import { KINDS } from "./load/tally.ts";

const SIZES = {
  look: { viewers: 600, moments: 20, seconds: 10, overloaded: 15, arrivals: 5 },
  full: { viewers: 2000, moments: 60, seconds: 60, overloaded: 20, arrivals: 20 },
};

/** What the overload run asks for, beside what the server can do. */
const OVERLOAD = 2;

/** The server's processor, and the viewers'. */
const [SERVER_CPU, VIEWERS_CPU] = [0, 1];

/** Streams that are published at a time. */
const PUBLISHERS = 8;

/**
 * A crowd of viewers on one server, over loopback, the server on one processor and the viewers on the other.
 *
 * *All at once*: 2,000 viewers (600 without `--full`), each with a timeline of its own, come within 20 s (5) and watch a
 * minute (10 s). The timelines are made of 60 (20) moments of 3 to 12 s, which start and end at any frame of three videos of
 * 720p at 2.5 Mbit/s, chosen by Zipf; their heads were made before, as those of every indexed moment are, and so were the
 * streams published. A viewer fetches the multivariant playlist, those of picture and sound, init segments, and segments
 * over a connection for each of the two, ten seconds ahead; plays from when it has a second of both; and stalls where
 * the shorter runs dry, until there is a second again (`load/play-buffer.ts`). What is refused is asked for again after
 * `Retry-After`, up to four times.
 *
 * *Overload*: what a processor could serve follows from the CPU of the first run. The server is then left a share of its
 * processor, the rest going to a program that never rests, such that the viewers, on streams that nobody played before, are
 * twice as many as that share could serve, for 20 s (15).
 *
 * Times are those of the viewers' process, from writing a request to the last byte; its CPU is given, since a client that has
 * no time measures itself. KB are 1000 bytes.
 */
export const load: Benchmark = {
  name: "load",
  title: "A crowd of viewers, and twice as many as can be served",
  async run(full) {
    const size = full ? SIZES.full : SIZES.look;
    const random = seeded(SEED);
    const sources = await benchSources();
    await using server = await BenchServer.start();
    const videos = await server.ingest(sources);
    const moments = makeMoments(videos, size.moments, random);
    await prepareHeads(server, moments);
    const publish = (count: number) =>
      publishAll(server, count, () => chooseTimeline(moments, size.seconds + 2, random));
    const crowd = fork(new URL("./load/crowd-process.ts", import.meta.url));
    try {
      pin(crowd.pid ?? 0, VIEWERS_CPU);
      pin(server.pid, SERVER_CPU);
      const run = async (paths: readonly string[], seconds: number): Promise<Run> => {
        const before = (await server.usage()).cpu;
        const visits = paths.map((path) => ({ base: server.address, path, seconds }));
        crowd.send({ visits, arrivals: size.arrivals } satisfies CrowdRequest);
        const [result] = (await once(crowd, "message")) as [CrowdResult];
        const { cpu, peakRss } = await server.usage();
        return { ...result, serverCpu: cpu - before, peakRss };
      };
      const calm = await run(await publish(size.viewers), size.seconds);
      // A run that is cut short tells this much.
      console.error(toTable(describe("", calm)));
      // Viewers that one processor would serve all the time.
      const most = (size.viewers * size.seconds * 1e6) / calm.serverCpu;
      const { nice, share } = niceShare(size.viewers / (OVERLOAD * most));
      const offered = Math.min(size.viewers, Math.round(OVERLOAD * most * share));
      const streams = await publish(offered);
      const release = crowdOut(server.pid, SERVER_CPU, nice);
      try {
        const busy = await run(streams, size.overloaded);
        return [
          ...describe("", calm),
          { what: "viewers that one processor of the server would serve", value: Math.floor(most), unit: "" },
          { what: "overload: share of a processor left to the server", value: 100 * share, unit: "%" },
          { what: "overload: viewers that this would serve", value: Math.floor(most * share), unit: "" },
          ...describe("overload: ", busy),
        ];
      } finally {
        release();
      }
    } finally {
      crowd.disconnect();
    }
  },
};

interface Run extends CrowdResult {
  /** Microseconds. */
  readonly serverCpu: number;
  /** KiB. */
  readonly peakRss: number;
}

function describe(prefix: string, { crowd, wall, cpu, serverCpu, peakRss }: Run): Measurement[] {
  const row = (what: string, value: number, unit = "", more: Partial<Measurement> = {}): Measurement => ({
    ...{ what: prefix + what, value, unit },
    ...more,
  });
  return [
    row("viewers", crowd.viewers),
    row("viewers refused until they gave up", crowd.refused),
    row("first playlists refused", crowd.refusals),
    row("refused after, p99", crowd.refusal.p99, "ms", {
      note: `p50 ${crowd.refusal.p50.toFixed(1)}, p95 ${crowd.refusal.p95.toFixed(1)}`,
    }),
    row("refusals of those who played", crowd.refusedWhilePlaying, "", { budget: 0 }),
    row("stalls", crowd.stalls, "", {
      budget: 0,
      note: `${crowd.stalled.toFixed(1)} s of ${crowd.stalledViewers} viewers`,
    }),
    row("errors", crowd.errors.length, "", { budget: 0, note: crowd.errors.slice(0, 3).join("; ") }),
    ...(["p50", "p95", "p99"] as const).map((rank) => row(`start, ${rank}`, 1000 * crowd.start[rank], "ms")),
    ...KINDS.map((kind) => {
      const { requests, p50, p95, p99 } = crowd.latency[kind];
      const note = `p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}; ${requests} requests`;
      return row(`${kind}, p99`, p99, "ms", { note });
    }),
    row("segment requests already asked for", 100 * crowd.repeated, "%"),
    row("bytes", crowd.bytes / 1e6 / wall, "MB/s"),
    row("CPU of the server", serverCpu / 1e4 / wall, "%"),
    row("CPU of the viewers", cpu / 1e4 / wall, "%"),
    row("largest resident set of the server", peakRss / 1024, "MiB"),
  ];
}

/** Publishes so many streams, and gives the paths of their first playlists. */
async function publishAll(
  server: BenchServer,
  count: number,
  timeline: () => ReturnType<typeof chooseTimeline>,
): Promise<string[]> {
  const timelines = Array.from({ length: count }, timeline);
  const paths: string[] = [];
  const left = timelines.entries();
  const publishOn = async (): Promise<void> => {
    for (const [n, timeline] of left) {
      const { url }: StreamView = await server.publish({ timeline });
      paths[n] = new URL(url).pathname;
    }
  };
  await Promise.all(Array.from({ length: PUBLISHERS }, publishOn));
  return paths;
}
