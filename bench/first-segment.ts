import type { ClipInput, StreamView, TimelineInput } from "@cutstream/engine";
import { BareServer } from "./lib/bare-server.ts";
import type { Benchmark } from "./lib/measurement.ts";
import { Player } from "./lib/player.ts";
import { BenchServer, type BenchVideo } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";
import { percentiles, seeded, timeEach } from "./lib/statistics.ts";
import { randomTimeline, SEED } from "./lib/timelines.ts";

const CLIPS = 20;
const SECONDS = 60;
/** Streams that are played before anything is measured: by then the server's code is compiled. */
const WARM_UP = 400;

/**
 * From the wish to the first picture that could be shown: over loopback HTTP, a timeline of 20 clips that the server
 * has never seen is published, then its multivariant playlist, the tallest media playlist, its init segment and its
 * first segment are fetched one after the other, as a player does. The clock runs from the start of the POST to the
 * last byte of the segment. The real server, in a process of its own, over a folder on disk and ffmpeg.
 *
 * What a server that was just started takes for its very first stream stands by itself; the others are of one that has
 * played {@link WARM_UP}.
 *
 * - *no head*: the first clip starts at a key frame, as indexed moments do.
 * - *head ready*: it starts between key frames, at a frame whose head was made before.
 * - *head nobody asked for*: it starts between key frames, at a frame that nobody has cut at: the head, half a GOP of
 *   two seconds at 720p on average, is encoded while the player waits.
 *
 * Beside them stands a server of Node's that gives the very bytes of one such stream, and does nothing for them: what
 * HTTP, this machine and this client take by themselves.
 *
 * Each viewer comes once the server is done with what it made ahead for the one before: the head that ends the first
 * clip. *Back to back* they come without a pause, and all but a few of these heads are still to be made when the last of
 * them leaves: encoders, and the server feeding them, work all the while.
 */
export const firstSegment: Benchmark = {
  name: "first-segment",
  title: "From the timeline to the first segment, over loopback HTTP",
  async run(full) {
    const sources = await benchSources();
    await using server = await BenchServer.start();
    const videos = await server.ingest(sources);
    const player = new Player();
    const random = seeded(SEED);
    const start = (timeline: TimelineInput) => playFirst(server, player, timeline);
    const runs = full ? 300 : 60;
    const coldRuns = full ? 60 : 12;
    const prepared = preparedFrames(videos, full ? 40 : 10, random);
    const startAligned = () => start(beginWith(alignedClip(videos, random), videos, random));
    const [first = Number.NaN] = await timeEach(1, startAligned, 0);
    for (const clip of prepared) await start({ clips: [clip] });
    const startReady = (n: number) => {
      const clip = prepared[n % prepared.length];
      return clip && start(beginWith(clip, videos, random));
    };
    const atRest = () => server.atRest();
    const aligned = await timeEach(runs, startAligned, WARM_UP, atRest);
    const ready = await timeEach(runs, startReady, 0, atRest);
    const startCold = () => start(beginWith(unforeseenClip(videos, random), videos, random));
    const cold = await timeEach(coldRuns, startCold, undefined, atRest);
    const alignedAtOnce = await timeEach(runs, startAligned, 0);
    const readyAtOnce = await timeEach(runs, startReady, 0);
    const bare = await measureBare(
      server,
      player,
      beginWith(alignedClip(videos, random), videos, random),
      runs,
    );
    player.close();
    return [
      { what: "the first of a server just started", value: first, unit: "ms" },
      ...percentiles("no head", "ms", aligned, { 95: 20 }),
      ...percentiles("head ready", "ms", ready, { 95: 20 }),
      ...percentiles("head nobody asked for, 720p", "ms", cold, { 95: 400 }),
      ...percentiles("back to back, no head", "ms", alignedAtOnce),
      ...percentiles("back to back, head ready", "ms", readyAtOnce),
      ...percentiles("peer, the same bytes out of memory by node:http", "ms", bare),
    ];
  },
};

/** What a player does up to its first segment. */
async function playFirst(
  { address }: { readonly address: string },
  player: Player,
  timeline: TimelineInput,
): Promise<void> {
  const { url } = await player.post<StreamView>(`${address}/v1/streams`, { timeline });
  await player.begin(url);
}

/** The same five requests to a server that has the answers in memory. */
async function measureBare(
  server: BenchServer,
  player: Player,
  timeline: TimelineInput,
  runs: number,
): Promise<number[]> {
  const published = await player.post<StreamView>(`${server.address}/v1/streams`, { timeline });
  const { uris: variants } = await player.playlist(published.url);
  const { uris: segments, maps } = await player.playlist(variants[0] ?? "");
  const paths = [published.url, variants[0], maps[0], segments[0]].map((url) => url ?? "");
  await using bare = await BareServer.start(server.address, [
    { path: "/v1/streams", status: 201, body: Buffer.from(JSON.stringify(published)) },
    ...(await Promise.all(
      paths.map(async (url) => ({
        path: new URL(url).pathname,
        status: 200,
        body: await player.fetch(url),
      })),
    )),
  ]);
  return await timeEach(runs, () => playFirst(bare, player, timeline), WARM_UP);
}

function beginWith(first: ClipInput, videos: readonly BenchVideo[], random: () => number): TimelineInput {
  const names = videos.map(({ id }) => id);
  const rest = randomTimeline({ videos: names, seconds: SECONDS, clips: CLIPS - 1, random });
  return { clips: [first, ...rest.clips] };
}

/** A clip of four seconds of a random video, from a frame that `choose` takes of a random GOP. */
function clipFrom(
  videos: readonly BenchVideo[],
  random: () => number,
  choose: (key: number, next: number) => number,
): ClipInput {
  const video = videos[Math.floor(random() * videos.length)];
  if (!video) throw new Error("There are no videos.");
  const { keys } = video.track;
  const gop = Math.floor(random() * (keys.length - 4));
  const frame = choose(keys[gop] ?? 0, keys[gop + 1] ?? 0);
  return { video: video.id, start: { frame }, end: { frame: keys[gop + 3] ?? frame + 120 } };
}

const alignedClip = (videos: readonly BenchVideo[], random: () => number): ClipInput =>
  clipFrom(videos, random, (key) => key);

/** Frames with odd numbers are never prepared. */
const unforeseenClip = (videos: readonly BenchVideo[], random: () => number): ClipInput =>
  clipFrom(videos, random, (key, next) => key + 1 + 2 * Math.floor((random() * (next - key)) / 2));

const preparedFrames = (videos: readonly BenchVideo[], count: number, random: () => number): ClipInput[] =>
  Array.from({ length: count }, () =>
    clipFrom(videos, random, (key, next) => key + 2 + 2 * Math.floor((random() * (next - key - 3)) / 2)),
  );
