import type { JobView } from "../api/jobs.ts";
import type { ImportFile, IndexService, IndexView, MomentInput } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import type { Library, LibraryVersion } from "../library/library.ts";
import type { Analyser } from "../seams/analyser.ts";
import type { Catalog, IndexRow, VideoRow } from "../seams/catalog.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import { readMoments } from "./given-moments.ts";
import { readImport } from "./import/read-import.ts";
import { deleteOlder, type IndexPayload, joinVideo, newIndexId, toRows } from "./index-job.ts";
import { viewMoment } from "./show.ts";

export interface IndexesParts {
  readonly catalog: Catalog;
  readonly library: Library;
  readonly store: MomentStore;
  readonly analysers: ReadonlyMap<string, Analyser>;
  /** Queues a job of kind `index`. */
  readonly queue: (video: string, payload: IndexPayload) => Promise<JobView>;
  readonly now: () => number;
}

/** Names that indexes may have. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_. -]{0,63}$/u;

/** Indexes of videos: made by analysers, or given. */
export function createIndexes(parts: IndexesParts): IndexService {
  const { catalog, library, store, analysers, queue, now } = parts;

  const find = async (id: string): Promise<VideoRow> => {
    const video = await catalog.video(id);
    if (!video) throw new CutstreamError("video_not_found", `There is no video ${id}.`);
    return video;
  };

  const playable = async (id: string): Promise<{ video: VideoRow; version: LibraryVersion }> => {
    const video = await find(id);
    if (!video.version) throw new CutstreamError("video_not_ready", `Video ${id} is ${video.status}.`);
    return { video, version: await library.version(video.version) };
  };

  const existing = async (id: string, name: string): Promise<readonly IndexRow[]> => {
    await find(id);
    const rows = await catalog.indexes(id, name);
    if (rows.length === 0) {
      const names = new Set((await catalog.indexes(id)).map((row) => row.name));
      const known = names.size === 0 ? "It has none." : `It has ${[...names].join(", ")}.`;
      throw new CutstreamError("index_not_found", `Video ${id} has no index ${name}. ${known}`);
    }
    return rows;
  };

  const put = async (id: string, name: string, inputs: readonly MomentInput[]): Promise<IndexView> => {
    if (!NAME.test(name)) {
      const message = `"${name}" is no name for an index: letters, digits, spaces, "_", "." and "-", 64 at most.`;
      throw new CutstreamError("invalid_request", message, { path: "name" });
    }
    const { video, version } = await playable(id);
    const moments = readMoments(inputs, version);
    const index = { id: newIndexId(), video: id, collection: video.collection, name };
    const times = { createdAt: now(), updatedAt: now() };
    const row: IndexRow = {
      ...{ id: index.id, video: id, version: version.id, name, analyser: null, status: "running" },
      ...{ moments: moments.length, warnings: [], error: null, ...times },
    };
    await catalog.insertIndex(row);
    try {
      await store.add(toRows(moments, index));
      await store.replace({ video: id, name, index: index.id });
    } catch (thrown) {
      await store.deleteIndex(index.id);
      await catalog.deleteIndex(index.id);
      throw thrown;
    }
    await catalog.updateIndex(index.id, { status: "ready" });
    await deleteOlder(index, catalog);
    await joinVideo(id, store);
    await queue(id, { version: version.id, name, given: index.id });
    return view({ ...row, status: "ready" });
  };

  return {
    async list(id) {
      await find(id);
      return (await catalog.indexes(id)).map(view);
    },
    async moments(id, name) {
      await existing(id, name);
      return (await store.momentsOf(id, name)).map(viewMoment);
    },
    async analyse(id, names) {
      const { version } = await playable(id);
      const wanted = names ?? (await runnable(analysers));
      const unknown = wanted.find((name) => !analysers.has(name));
      if (unknown !== undefined) {
        const known = [...analysers.keys()].join(", ") || "none";
        throw new CutstreamError("analyser_unknown", `There is no analyser ${unknown}; there are ${known}.`);
      }
      const jobs: JobView[] = [];
      for (const name of inOrder(wanted, analysers))
        jobs.push(await queue(id, { version: version.id, name, given: null }));
      return jobs;
    },
    put,
    async import(id, name, file: ImportFile) {
      const { version } = await playable(id);
      return put(id, name, readImport(file, version.manifest.frameRate));
    },
    async delete(id, name) {
      for (const row of await existing(id, name)) {
        await store.deleteIndex(row.id);
        await catalog.deleteIndex(row.id);
      }
      await joinVideo(id, store);
    },
  };
}

/** Analysers that have what they need, and run unnamed. */
async function runnable(analysers: ReadonlyMap<string, Analyser>): Promise<string[]> {
  const found = await Promise.all(
    [...analysers.values()].map(async (analyser) => {
      if (analyser.onlyNamed) return [];
      try {
        await analyser.identify();
        return [analyser.name];
      } catch (error) {
        if (error instanceof CutstreamError && error.code === "analyser_unavailable") return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** Analysers after those whose indexes they read; otherwise as they were named. */
function inOrder(names: readonly string[], analysers: ReadonlyMap<string, Analyser>): string[] {
  const ordered: string[] = [];
  const visit = (name: string): void => {
    if (ordered.includes(name) || !names.includes(name)) return;
    for (const read of analysers.get(name)?.reads ?? []) visit(read);
    ordered.push(name);
  };
  for (const name of names) visit(name);
  return ordered;
}

function view({ error, analyser, createdAt, updatedAt, version: _, ...row }: IndexRow): IndexView {
  return {
    ...row,
    analyser,
    ...(error && { error }),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
