import {
  CutstreamError,
  type IndexMomentView,
  type IndexView,
  type MemoryService,
  type MomentInput,
  type RetrievedMoment,
  type RetrieveRequest,
} from "@cutstream/engine";
import type { FakeJobs } from "./fake-jobs.ts";

/** A memory that finds what it was told to. */
export interface FakeMemory extends MemoryService {
  /** What is found by every query. */
  found: RetrievedMoment[];
  /** Every request, in the order in which they came. */
  readonly requests: RetrieveRequest[];
}

const WHEN = "2026-01-01T00:00:00.000Z";

/** A moment of a second of video `v1`. */
export function fakeMoment(change: Partial<RetrievedMoment> = {}): RetrievedMoment {
  return {
    id: "mom_1_0",
    video: "v1",
    videoName: "match",
    collection: "default",
    start: 10,
    end: 11,
    startFrame: 300,
    endFrame: 330,
    startExact: "10/1",
    endExact: "11/1",
    score: 0.9,
    index: "events",
    text: "a goal",
    labels: ["goal"],
    metadata: { player: "player_42" },
    facts: {},
    why: [{ by: "text", index: "events", score: 0.9, terms: ["goal"] }],
    url: "http://localhost:8720/u/_/mom_v1_300_330/k1.x/match.m3u8",
    playerUrl: "http://localhost:8720/player?url=x",
    thumbnail: "http://localhost:8720/t/v/320/315.jpg",
    ...change,
  };
}

/** Indexes in memory, none of which is searched. @param video throws where there is no such video. */
export function createFakeMemory(jobs: FakeJobs, video: (id: string) => { readonly id: string }): FakeMemory {
  const kept = new Map<string, { view: IndexView; moments: readonly MomentInput[] }>();
  const find = (id: string, name: string) => {
    const index = kept.get(`${video(id).id} ${name}`);
    if (!index) throw new CutstreamError("index_not_found", `Video ${id} has no index ${name}.`);
    return index;
  };
  const put = async (id: string, name: string, moments: readonly MomentInput[]): Promise<IndexView> => {
    const view: IndexView = {
      ...{ id: `idx_${kept.size}`, video: video(id).id, name, status: "ready", analyser: null },
      ...{ moments: moments.length, warnings: [], createdAt: WHEN, updatedAt: WHEN },
    };
    kept.set(`${id} ${name}`, { view, moments });
    return view;
  };
  const memory: FakeMemory = {
    found: [],
    requests: [],
    indexes: {
      list: async (id) =>
        [...kept.values()].map(({ view }) => view).filter((view) => view.video === video(id).id),
      moments: async (id, name) => find(id, name).moments.map(show),
      analyse: async (id, analysers = ["shots"]) => analysers.map(() => jobs.start("index", video(id).id)),
      put,
      import: async (id, name, { bytes, ...options }) =>
        put(id, name, [{ start: 0, end: 1, text: `${bytes.length} bytes`, metadata: options }]),
      delete: async (id, name) => {
        find(id, name);
        kept.delete(`${id} ${name}`);
      },
    },
    retrieve: async (request) => {
      memory.requests.push(request);
      return { moments: memory.found.slice(0, request.limit), next: null, warnings: [] };
    },
    transcript: async (id) => {
      video(id);
      throw new CutstreamError("index_not_found", `Video ${id} has no speech index.`);
    },
  };
  return memory;
}

function show(
  { start, end, text = "", labels = [], metadata = {} }: MomentInput,
  n: number,
): IndexMomentView {
  const times = { start: Number(start), end: Number(end) };
  return { id: `mom_${n}`, ...times, text, language: null, labels, metadata, detail: null };
}
