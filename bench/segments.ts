import { fork } from "node:child_process";
import { once } from "node:events";
import { cutRange } from "@cutstream/media";
import type { Load, LoadResult } from "./lib/load-process.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { BenchServer, type BenchVideo } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";
import { percentile, seeded } from "./lib/statistics.ts";
import { randomTimeline, SEED } from "./lib/timelines.ts";

const CONNECTIONS = 16;
const CLIPS = 20;
const SECONDS = 60;

/**
 * Published figures of nginx-vod-module 26f0687 under nginx 1.22.1, one worker, mapped mode from local files, on the
 * same class of machine with nothing else running; microseconds of CPU. Its segments hold picture and sound together
 * and begin at the next key frame; ours are exact and apart.
 */
const NGINX_VOD = {
  uniquePlaylist: "nginx-vod-module: 56–68 µs (57 fMP4, 67 TS; mappings as local files, its best case)",
  repeatedPlaylist: "nginx-vod-module: 11–12 µs (response cache)",
  warmPerKb: "nginx-vod-module: 0.53–0.56 µs per KB fMP4, 0.59–0.66 TS (warm, 870–890 KB)",
  coldPerKb: "nginx-vod-module: 0.67 µs per KB (composition never seen, 1.07–1.10 MB)",
} as const;

/**
 * CPU that the server spends per answer: `process.cpuUsage()` of the server's process, user and system, before and
 * after a client in another process has fetched a list of addresses over 16 kept connections of loopback. The client's
 * own CPU is not counted, ffmpeg's neither (nothing here needs it). Each case is run three times, with other addresses
 * where they are to be new; the median is given. KB are 1000 bytes.
 *
 * - *playlist, unique*: multivariant, picture and sound playlists of streams just published, each fetched once.
 * - *playlist, repeated*: the same three of one stream, again and again.
 * - *whole chunk*: video segments that are the stored bytes.
 * - *partial*: video segments that start at a key frame and end anywhere, each fetched once: samples are picked, the
 *   header is written. *Partial, again*: those, from memory.
 * - *audio*: segments of two seconds stamped with a shift that nobody asked for before.
 */
export const segments: Benchmark = {
  name: "segments",
  title: "CPU of the server per playlist and per segment",
  async run(full) {
    const sources = await benchSources();
    await using server = await BenchServer.start();
    const videos = await server.ingest(sources);
    const client = fork(new URL("./lib/load-process.ts", import.meta.url));
    try {
      const measure = async (lists: readonly (readonly string[])[]): Promise<Cost> => {
        const costs: Cost[] = [];
        for (const paths of lists) costs.push(await costOf(server, client, paths));
        return {
          cpu: percentile(
            costs.map(({ cpu }) => cpu),
            0.5,
          ),
          bytes: costs[0]?.bytes ?? 0,
        };
      };
      await costOf(server, client, pickChunks(videos, 300, seeded(SEED)));
      return await measureAll(server, videos, full ? 10 : 1, measure);
    } finally {
      client.disconnect();
    }
  },
};

/** Microseconds of CPU and bytes, per request. */
interface Cost {
  readonly cpu: number;
  readonly bytes: number;
}

async function costOf(
  server: BenchServer,
  client: ReturnType<typeof fork>,
  paths: readonly string[],
): Promise<Cost> {
  const load: Load = { base: server.address, paths, connections: CONNECTIONS };
  const before = (await server.usage()).cpu;
  client.send(load);
  const [{ requests, bytes }]: [LoadResult] = (await once(client, "message")) as [LoadResult];
  return { cpu: ((await server.usage()).cpu - before) / requests, bytes: bytes / requests };
}

async function measureAll(
  server: BenchServer,
  videos: readonly BenchVideo[],
  scale: number,
  measure: (lists: readonly (readonly string[])[]) => Promise<Cost>,
): Promise<Measurement[]> {
  const random = seeded(SEED + 1);
  const thrice = <T>(make: () => T): T[] => [make(), make(), make()];
  const streams: string[][] = [];
  // No more than the server keeps playlists of: a viewer comes soon after the timeline was published.
  const viewers = Math.min(400, 100 * scale);
  for (let list = 0; list < 3; list++) streams.push(await publishMany(server, videos, viewers, random));
  const again = Array.from({ length: 1000 * scale }, () => streams[0]?.slice(0, 3) ?? []).flat();
  const partial = distinct(thrice(() => pickPartials(videos, 200 * scale, random)));
  const audio = distinct(thrice(() => pickAudio(videos, 500 * scale, random)));

  const warmUp = await publishMany(server, videos, 50, random);
  await measure(Array.from({ length: 20 * scale }, () => warmUp));
  const unique = await measure(streams);
  const repeated = await measure([again, again, again]);
  const whole = await measure(thrice(() => pickChunks(videos, 300 * scale, random)));
  const fresh = await measure(partial);
  const kept = partial[2]?.slice(-80) ?? [];
  const warm = await measure(thrice(() => Array.from({ length: 4 * scale }, () => kept).flat()));
  const sound = await measure(audio);
  return [
    { what: "playlist, unique", value: unique.cpu, unit: "µs", note: NGINX_VOD.uniquePlaylist },
    { what: "playlist, repeated", value: repeated.cpu, unit: "µs", note: NGINX_VOD.repeatedPlaylist },
    ...perKilobyte("whole chunk", whole, NGINX_VOD.warmPerKb),
    ...perKilobyte("partial", fresh, NGINX_VOD.coldPerKb),
    ...perKilobyte("partial, again", warm, NGINX_VOD.warmPerKb),
    ...perKilobyte("audio", sound),
  ];
}

function perKilobyte(what: string, { cpu, bytes }: Cost, note?: string): Measurement[] {
  const kilobytes = bytes / 1000;
  return [
    { what: `${what}, of ${Math.round(kilobytes)} KB`, value: cpu, unit: "µs" },
    { what: `${what}, per KB`, value: cpu / kilobytes, unit: "µs", ...(note ? { note } : {}) },
  ];
}

/** Paths of the three playlists of each of so many new streams. */
async function publishMany(
  server: BenchServer,
  videos: readonly BenchVideo[],
  count: number,
  random: () => number,
): Promise<string[]> {
  const names = videos.map(({ id }) => id);
  const paths: string[] = [];
  for (let n = 0; n < count; n++) {
    const { clips } = randomTimeline({ videos: names, seconds: SECONDS, clips: CLIPS, random });
    // Begins at a key frame: asking for its picture playlist then sets no encoder to work.
    const timeline = { clips: clips.map((clip, n) => (n === 0 ? { ...clip, cut: "snap" as const } : clip)) };
    const { pathname } = new URL((await server.publish({ timeline })).url);
    paths.push(pathname, ...["v0", "a0"].map((name) => pathname.replace(/[^/]*$/, `r/${name}.m3u8`)));
  }
  return paths;
}

const pick = <T>(values: ArrayLike<T>, random: () => number): T =>
  values[Math.floor(random() * values.length)] as T;

function pickChunks(videos: readonly BenchVideo[], count: number, random: () => number): string[] {
  return Array.from({ length: count }, () => {
    const { version, track } = pick(videos, random);
    const { start, end } = track.chunkRange(Math.floor(random() * (track.index.chunkStarts.length - 1)));
    return `/m/${version}/${track.index.rendition}/${start}-${end}.m4s`;
  });
}

function pickPartials(videos: readonly BenchVideo[], count: number, random: () => number): string[] {
  const paths: string[] = [];
  while (paths.length < count) {
    const { version, track } = pick(videos, random);
    const from = pick(track.keys.subarray(0, -4), random);
    const to = from + 20 + Math.floor(random() * 80);
    if (track.isChunkStart(to) || cutRange(track, from, to).tail) continue;
    paths.push(`/m/${version}/${track.index.rendition}/${from}-${to}.m4s`);
  }
  return paths;
}

function pickAudio(videos: readonly BenchVideo[], count: number, random: () => number): string[] {
  return Array.from({ length: count }, () => {
    const { version, audioFrames } = pick(videos, random);
    const shift = Math.floor(random() * 1025) - 512;
    return `/m/${version}/a0/${Math.floor(random() * (audioFrames - 94))}_94_${shift}.m4s`;
  });
}

/** Lists without what stood in the same list, or one before, already. */
function distinct(lists: readonly (readonly string[])[]): string[][] {
  const seen = new Set<string>();
  return lists.map((list) => list.filter((path) => !seen.has(path) && seen.add(path)));
}
