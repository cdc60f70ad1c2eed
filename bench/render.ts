import { setTimeout as sleep } from "node:timers/promises";
import type { StreamView, TimelineInput } from "@cutstream/engine";
import sharp from "sharp";
import { connect } from "../packages/client/src/index.ts";
import type { Benchmark } from "./lib/measurement.ts";
import { Player } from "./lib/player.ts";
import { BenchServer, type BenchVideo } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";
import { percentiles, seeded, timeEach } from "./lib/statistics.ts";
import { SEED } from "./lib/timelines.ts";

/** Seconds of each stream. */
const SECONDS = 20;
/** Milliseconds between one stream and the next: what was made ahead of the viewer who left is done by then. */
const APART = 4000;

/**
 * Streams whose pictures are encoded anew: sources in 720p, cut to 9:16 with a logo that no stream had before, over
 * loopback HTTP. They begin at frames that nobody cut at.
 *
 * - *first segment*: from the start of the POST to the last byte of the first segment, playlists and init segment
 *   between them, one after the other as a player fetches them.
 * - *later ones*: a viewer fetches all segments one after the other from then on, and watches at normal speed: how long
 *   the picture would have stood still, and by how much each segment was there before it was needed, at least.
 * - *second viewer*: the same timeline for somebody else.
 */
export const render: Benchmark = {
  name: "render",
  title: 'Rendered segments (render: "segments"), 9:16 with a logo, 720p',
  async run(full) {
    const sources = await benchSources();
    await using server = await BenchServer.start();
    const videos = await server.ingest(sources);
    const player = new Player();
    const random = seeded(SEED);
    let made = 0;
    const unseen = async () => dressed(videos, await newLogo(server, made++), random);
    const timelines = await Promise.all(Array.from({ length: full ? 24 : 8 }, unseen));
    const start = (timeline?: TimelineInput) => timeline && playFirst(server, player, timeline);
    const firsts = await timeEach(
      timelines.length - 1,
      (n) => start(timelines[n]),
      1,
      () => sleep(APART),
    );
    const watched = await watch(server, player, await unseen(), videos);
    const before = await encodedBy(server);
    const seconds = await timeEach(timelines.length - 1, (n) => start(timelines[n]), 1);
    const again = (await encodedBy(server)) - before;
    player.close();
    return [
      ...percentiles("first segment, never asked for before", "ms", firsts, { 95: 1500 }),
      { what: "later ones: picture stands still", value: watched.stalled, unit: "s", budget: 0 },
      { what: "later ones: there before needed, at least", value: watched.spare, unit: "s" },
      { what: "all segments of a stream, times real time", value: watched.speed, unit: "" },
      ...percentiles("second viewer, first segment", "ms", seconds, { 95: 50 }),
      { what: "second viewers: segments encoded", value: again, unit: "", budget: 0 },
    ];
  },
};

/** Stores a logo of a colour that no other has; its name. */
async function newLogo(server: BenchServer, n: number): Promise<string> {
  const background = { r: 255, g: n, b: 64 };
  const png = await sharp({ create: { width: 200, height: 100, channels: 3, background } })
    .png()
    .toBuffer();
  const name = `logo-${n}.png`;
  await connect({ url: server.address }).assets.upload(Uint8Array.from(png), { name });
  return name;
}

function dressed(videos: readonly BenchVideo[], logo: string, random: () => number): TimelineInput {
  const video = videos[Math.floor(random() * videos.length)];
  if (!video) throw new Error("There are no videos.");
  const { frameRate, frameCount } = video.track.index;
  const length = Math.round((SECONDS * frameRate.num) / frameRate.den);
  const from = Math.floor(random() * (frameCount - length));
  return {
    clips: [{ video: video.id, start: { frame: from }, end: { frame: from + length } }],
    overlays: [{ kind: "image", image: logo, position: "top-right", opacity: 0.85 }],
    reframe: { aspect: "9:16" },
  };
}

/** What a player does up to its first segment; the addresses of all of them. */
async function playFirst(server: BenchServer, player: Player, timeline: TimelineInput): Promise<string[]> {
  const body = { timeline, render: "segments" };
  const { url } = await player.post<StreamView>(`${server.address}/v1/streams`, body);
  return player.begin(url);
}

/** Watches a stream from its first segment on. All in seconds, but the speed. */
async function watch(
  server: BenchServer,
  player: Player,
  timeline: TimelineInput,
  videos: readonly BenchVideo[],
) {
  const begun = performance.now();
  const segments = await playFirst(server, player, timeline);
  const shown = performance.now();
  const { num, den } = rateOf(timeline, videos);
  let stalled = 0;
  let spare = Number.POSITIVE_INFINITY;
  let played = 0;
  for (const [n, uri] of segments.entries()) {
    if (n > 0) {
      await player.fetch(uri);
      const left = played + stalled - (performance.now() - shown) / 1000;
      spare = Math.min(spare, left);
      if (left < 0) stalled -= left;
    }
    played += (framesOf(uri) * den) / num;
  }
  return { stalled, spare, speed: (played * 1000) / (performance.now() - begun) };
}

function rateOf({ clips }: TimelineInput, videos: readonly BenchVideo[]) {
  const video = videos.find(({ id }) => id === clips[0]?.video);
  if (!video) throw new Error("The timeline has no clip.");
  return video.track.index.frameRate;
}

function framesOf(uri: string): number {
  const [, from, to] = /(\d+)-(\d+)\.m4s$/.exec(uri) ?? [];
  return Number(to) - Number(from);
}

/** Segments that the server has rendered so far. */
async function encodedBy(server: BenchServer): Promise<number> {
  const text = await (await fetch(`${server.address}/metrics`)).text();
  return Number(/segments_rendered_total\S* (\d+)/.exec(text)?.[1]);
}
