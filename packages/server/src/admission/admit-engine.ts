import { finished } from "node:stream";
import type { DownloadRequest, Engine, OriginFile } from "@cutstream/engine";
import { LRUCache } from "lru-cache";
import type { Admission } from "./admission.ts";
import type { NewWork } from "./limits.ts";
import { createTurns, type Turns } from "./turns.ts";

/** Streams that are known to be playing, and for how many milliseconds after their last playlist. */
const SESSIONS = { max: 50_000, ttl: 10 * 60_000 };

/** Playlists that follow a first one which was let in. */
const FOLLOWS = /^r\//;

/**
 * The engine with an admission in front of what begins something: every face of the server (the API, VideoDB's dialect,
 * the tools for agents, reels' addresses) then refuses new work alike. Segments and the playlists of what plays already
 * go through whatever the load is.
 * @param answers the turns in which answers to players begin.
 */
export function admitToEngine(engine: Engine, admission: Admission, answers: Turns): Engine {
  const { streams, reels, memory, ranking, videos, assets, exports, origin } = engine;
  const playing = new LRUCache<string, true>({ ...SESSIONS, updateAgeOnGet: true });
  const turns = createTurns(1);

  const admit = async <T>(kind: NewWork, work: () => Promise<T>): Promise<T> => {
    const leave = admission.enter(kind);
    try {
      // Milliseconds of planning each: a hundred at once would make those who watch wait for all of them.
      if (kind === "compose") await turns.take();
      return await work();
    } finally {
      leave();
    }
  };

  const open = async (read: () => Promise<OriginFile>): Promise<OriginFile> =>
    counted(await admit("download", read), admission);

  return changed(engine, {
    streams: changed(streams, {
      plan: (request) => admit("compose", () => streams.plan(request)),
      publish: (request) => admit("compose", () => streams.publish(request)),
    }),
    reels: changed(reels, {
      fromPrompt: (request) => admit("compose", () => reels.fromPrompt(request)),
      recap: (request) => admit("compose", () => reels.recap(request)),
      make: (request) => admit("compose", () => reels.make(request)),
      open: (request) => admit("compose", () => reels.open(request)),
    }),
    memory: changed(memory, {
      retrieve: (...asked) => admit("compose", () => memory.retrieve(...asked)),
      indexes: changed(memory.indexes, {
        analyse: (...asked) => admit("store", () => memory.indexes.analyse(...asked)),
        put: (...asked) => admit("store", () => memory.indexes.put(...asked)),
        import: (...asked) => admit("store", () => memory.indexes.import(...asked)),
      }),
    }),
    ranking: changed(ranking, { rank: (request) => admit("compose", () => ranking.rank(request)) }),
    assets: changed(assets, {
      add: (image) => admit("store", () => assets.add(image)),
      fetch: (image) => admit("store", () => assets.fetch(image)),
      reshape: (...asked) => admit("store", () => assets.reshape(...asked)),
    }),
    exports: changed(exports, { create: (request) => admit("compose", () => exports.create(request)) }),
    videos: changed(videos, {
      ingest: (request) => admit("ingest", () => videos.ingest(request)),
      picture: (...asked) => admit("store", () => videos.picture(...asked)),
      prepareHeads: (...asked) => admit("store", () => videos.prepareHeads(...asked)),
      prepare: (...asked) => admit("store", () => videos.prepare(...asked)),
    }),
    origin: changed(origin, {
      async playlist(request) {
        const session = sessionOf(request);
        const answer = () => answers.take().then(() => origin.playlist(request));
        if (FOLLOWS.test(request.file) || playing.get(session)) return answer();
        // Who is refused does not stand in line for it.
        const playlist = await admit("session", answer);
        playing.set(session, true);
        return playlist;
      },
      async media(path) {
        await answers.take();
        return admission.cutting(origin.media(path));
      },
      download: (request) => open(() => origin.download(request)),
      exported: (path) => open(() => origin.exported(path)),
    }),
    metrics() {
      const [work, load] = [engine.metrics(), admission.metrics()];
      return {
        counters: { ...work.counters, ...load.counters },
        gauges: { ...work.gauges, ...load.gauges },
      };
    },
  });
}

/** A service with some of its methods in place of others; the rest are its own. */
const changed = <T extends object>(service: T, methods: Partial<T>): T =>
  Object.assign(Object.create(service), methods);

const sessionOf = ({ user, stream }: DownloadRequest): string => `${stream} ${user}`;

/** Counts a file as under way for as long as it is read. */
function counted(file: OriginFile, admission: Admission): OriginFile {
  return {
    ...file,
    read(start, end) {
      const leave = admission.enter("download");
      const body = file.read(start, end);
      finished(body, leave);
      return body;
    },
  };
}
