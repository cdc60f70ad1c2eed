import type { StreamView } from "@cutstream/engine";
import { type Cutstream, connect } from "../packages/client/src/index.ts";
import type { Benchmark } from "./lib/measurement.ts";
import { Player } from "./lib/player.ts";
import { BenchServer, type BenchVideo } from "./lib/server.ts";
import { type BenchSource, benchSources } from "./lib/sources.ts";
import { percentiles, seeded, timeEach } from "./lib/statistics.ts";
import { SEED } from "./lib/timelines.ts";

/** Moments of the example, and how many there are to find. */
const MOMENTS = 20;
const KNOWN = 300;
const WARM_UP = 50;

/**
 * The example of the README, over loopback HTTP against the real server: 20 moments that a search found in three
 * indexed videos, a logo, subtitles of what is said in them, 9:16. Every time other moments. The clock runs over the
 * POST that publishes.
 *
 * Then its playlists are held against those of the same moments without logo, subtitles and reframe: media segments
 * are to be the very same.
 */
export const example: Benchmark = {
  name: "example",
  title: "Publish 20 moments with a logo, subtitles and 9:16",
  async run(full) {
    const sources = await benchSources();
    await using server = await BenchServer.start();
    const cs = connect({ url: server.address });
    const videos = await server.ingest(sources);
    for (const [n, video] of videos.entries()) await tell(cs, video, sources[n], n);
    const logo = await cs.assets.upload(new Blob([LOGO], { type: "image/svg+xml" }), { name: "brand.svg" });
    const random = seeded(SEED);
    const player = new Player();
    const drawn = async () => {
      const moments = await cs.retrieve({
        query: `play ${Math.floor(random() * KNOWN)} goal`,
        limit: MOMENTS,
      });
      const plain = cs.timeline(moments);
      const dressed = plain
        .overlay({ image: logo.id, position: "top-right", opacity: 0.85, size: 0.1 })
        .subtitle({ language: "en", style: "caption" })
        .reframe({ aspect: "9:16" });
      return { plain, dressed };
    };
    const runs = full ? 300 : 60;
    const timelines: Awaited<ReturnType<typeof drawn>>[] = [];
    for (let n = 0; n < runs + WARM_UP; n++) timelines.push(await drawn());
    const published: StreamView[] = [];
    const times = await timeEach(
      runs,
      async (n) => {
        const { clips, overlays, subtitles, shape } = timelines[n]?.dressed ?? cs.timeline();
        const timeline = { clips, overlays, subtitles, reframe: shape };
        published.push(
          await player.post<StreamView>(`${server.address}/v1/streams`, { timeline, user: "42" }),
        );
      },
      WARM_UP,
    );
    const last = published.at(-1);
    const beside = await timelines.at(-1)?.plain.stream();
    if (!last || !beside) throw new Error("Nothing was published.");
    const [segments, plain] = [await segmentsOf(player, last.url), await segmentsOf(player, beside.url)];
    player.close();
    return [
      ...percentiles("publish", "ms", times, { 95: 20 }),
      { what: "clips", value: last.plan.clips.length, unit: "" },
      {
        what: "media segments shared with the plain stream",
        value: sharedPercent(segments, plain),
        unit: "%",
      },
      {
        what: "bytes encoded for it",
        value: last.plan.surface?.encodedBytes ?? Number.NaN,
        unit: "",
        budget: 0,
      },
    ];
  },
};

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><rect width="200" height="80" fill="#e33"/></svg>';

/** Tells what happens and what is said in a video, all through it. */
async function tell(
  cs: Cutstream,
  { id }: BenchVideo,
  source: BenchSource | undefined,
  number: number,
): Promise<void> {
  const seconds = source?.seconds ?? 60;
  const random = seeded(SEED + number);
  const events = Array.from({ length: KNOWN / 3 }, (_, n) => {
    const start = Math.floor(random() * (seconds - 4));
    const text = `play ${3 * n + number} goal by player_${n % 40}`;
    return { start, end: start + 1 + random() * 2, text, labels: ["goal"] };
  });
  await cs.indexes.put(id, "events", events);
  const cues = Array.from({ length: seconds / 2 }, (_, n) => {
    const text = `And this is sentence number ${n}.`;
    return `${clock(2 * n)},000 --> ${clock(2 * n + 1)},800\n${text}\n`;
  });
  const srt = cues.map((cue, n) => `${n + 1}\n${cue}`).join("\n");
  await cs.indexes.import(id, "speech", { format: "srt", data: srt, language: "en" });
}

const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 19);

/** Media segments of all that a stream's video and audio playlists name. */
async function segmentsOf(player: Player, url: string): Promise<Set<string>> {
  const index = (await player.fetch(url)).toString();
  const uris = [...index.matchAll(/r\/[va]\d+\.m3u8/g)].map(([uri]) => new URL(uri, url).href);
  const playlists = await Promise.all(uris.map((uri) => player.playlist(uri)));
  return new Set(playlists.flatMap(({ uris }) => uris));
}

function sharedPercent(segments: ReadonlySet<string>, plain: ReadonlySet<string>): number {
  return (100 * [...segments].filter((uri) => plain.has(uri)).length) / segments.size;
}
