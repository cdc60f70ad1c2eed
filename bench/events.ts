import type { StreamView } from "@cutstream/engine";
import { EVENTS_PER_STREAM, tellBatch, tellEvents } from "../tests/kit/tell-events.ts";
import type { Benchmark } from "./lib/measurement.ts";
import { BenchServer } from "./lib/server.ts";
import { benchSources } from "./lib/sources.ts";

const BATCH = 500;
const CLIENTS = 200;

/**
 * Events all at once: 200 clients send batches of 500 to `POST /v1/events` of a server in a process of its own, and come
 * again when they are turned away. A million with `--full`. Memory is the largest resident set of the server; lost are
 * events that it acknowledged, and does not know when they are sent again (every tenth batch is).
 */
export const events: Benchmark = {
  name: "events",
  title: "Events, all at once",
  async run(full) {
    const [source] = await benchSources();
    if (!source) throw new Error("There are no sources.");
    await using server = await BenchServer.start();
    const [video] = await server.ingest([source]);
    const clips = [{ video: video?.id ?? "", start: 0, end: 10 }];
    const count = full ? 1_000_000 : 100_000;
    const streams: string[] = [];
    for (let n = 0; n < count / EVENTS_PER_STREAM; n++)
      streams.push((await server.post<StreamView>("/v1/streams", { timeline: { clips } })).url);
    const crowd = { url: server.address, streams, batch: BATCH, clients: CLIENTS };
    const before = await server.usage();
    const begun = performance.now();
    const told = await tellEvents({ ...crowd, events: count });
    const seconds = (performance.now() - begun) / 1000;
    const after = await server.usage();
    let lost = 0;
    for (const first of told.acknowledged.filter((_, n) => n % 10 === 0)) {
      const answer = await tellBatch(crowd, first);
      lost += ((await answer.json()) as { stored: number }).stored;
    }
    return [
      { what: "events acknowledged", value: told.stored + told.known, unit: "" },
      { what: "events a second", value: told.stored / seconds, unit: "" },
      { what: "requests turned away, to come again", value: told.turnedAway, unit: "" },
      { what: "other answers", value: told.strange.length, unit: "", budget: 0, note: told.strange[0] ?? "" },
      { what: "acknowledged and lost", value: lost, unit: "", budget: 0 },
      { what: "most memory of the server", value: after.peakRss / 1024, unit: "MiB" },
      { what: "the same before", value: before.peakRss / 1024, unit: "MiB" },
    ];
  },
};
