import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { BenchServer } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";
import { percentiles, seeded, timeEach } from "./lib/statistics.ts";
import { SEED } from "./lib/timelines.ts";

const RANGES = 20;
/** Seconds that a range lasts. */
const LENGTH = 2;

/**
 * What VideoDB's dialect takes for its two figures, over HTTP on loopback, as its SDKs ask: `generate_stream` of 20
 * ranges cut anywhere in one video, each time others, and `reframe` of the whole video to a size that nobody asked for
 * before. Measured is the whole answer; nothing is encoded for either.
 */
export const videodb: Benchmark = {
  name: "videodb",
  title: `VideoDB's dialect: a stream of ${RANGES} ranges, and a reframe, over HTTP`,
  async run(full) {
    await using server = await BenchServer.start();
    const [source] = await benchSources();
    if (!source) throw new Error("There is no source.");
    const [video] = await server.ingest([source]);
    if (!video) throw new Error("Nothing was taken in.");
    const path = `/videodb/video/m-${video.id}`;
    const { data } = await server.get<{ data: { length: string } }>(path);
    const random = seeded(SEED);
    const ranges = () =>
      Array.from({ length: RANGES }, () => {
        const start = random() * (Number(data.length) - LENGTH - 1);
        return [start, start + LENGTH];
      });
    const runs = full ? 500 : 50;
    const streams = await timeEach(runs, () => server.post(`${path}/stream`, { timeline: ranges() }));
    const reframes = await timeEach(full ? 100 : 20, (n) =>
      server.post(`${path}/reframe`, { target: { width: 200 + 2 * n, height: 640 }, mode: "simple" }),
    );
    return [
      ...measured(`generate_stream of ${RANGES} ranges`, streams, 50),
      ...measured("reframe", reframes, 1000),
    ];
  },
};

function measured(what: string, times: readonly number[], budget: number): Measurement[] {
  return percentiles(what, "ms", times, { 95: budget });
}
