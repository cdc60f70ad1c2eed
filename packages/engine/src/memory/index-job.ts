import { randomBytes } from "node:crypto";
import { FLICKS_PER_SECOND, type FrameRange } from "@cutstream/media";
import { z } from "zod";
import { asCutstreamError, CutstreamError } from "../errors.ts";
import { type Library, type LibraryVersion, mainTrack } from "../library/library.ts";
import type { Moment, MomentRow } from "../moments/moment.ts";
import type { Analyser, Finding, Material } from "../seams/analyser.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { JobHandler } from "../seams/job-queue.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import { framesOf } from "./edges.ts";
import type { Embedding } from "./embedding.ts";
import { joinMoments } from "./join.ts";

/** What a job works on that makes an index, or finishes one that somebody gave. */
export interface IndexPayload {
  readonly version: string;
  /** Name of the analyser, and of the index. */
  readonly name: string;
  /** Id of the index that was stored already and only lacks vectors and heads; null for an analyser to make one. */
  readonly given: string | null;
}

const schema = z.object({
  version: z.string(),
  name: z.string(),
  given: z.string().nullable(),
}) satisfies z.ZodType<IndexPayload>;

export interface IndexJobParts {
  readonly catalog: Catalog;
  readonly library: Library;
  readonly store: MomentStore;
  readonly embedding: Embedding;
  readonly analysers: ReadonlyMap<string, Analyser>;
  readonly material: (video: string, version: LibraryVersion) => Material;
  /** Has the heads made that these clips need. */
  readonly prepareHeads: (
    video: string,
    version: LibraryVersion,
    clips: readonly FrameRange[],
  ) => Promise<void>;
  readonly now: () => number;
}

/** Id for a new index. */
export const newIndexId = (): string => `idx_${randomBytes(8).toString("hex")}`;

/** Moments of an index are named by it and a number: its order is theirs. */
export function toRows(
  moments: readonly Moment[],
  index: { readonly id: string; readonly video: string; readonly collection: string; readonly name: string },
  from = 0,
): MomentRow[] {
  return moments.map((moment, n) => ({
    ...moment,
    id: `${index.id.replace("idx_", "mom_")}_${from + n}`,
    video: index.video,
    collection: index.collection,
    index: index.id,
    name: index.name,
  }));
}

/** Share of the job that the analyser takes; the rest is for joining and vectors. */
const ANALYSED = 0.9;

/**
 * Runs an analyser over a video: what it finds can be searched at once; when it has ended its index takes the place of
 * the one before, moments that overlap are told of one another, vectors are made, and the heads of all that was found
 * are put to work. Fails alone: other indexes stay, and this one says why.
 */
export function createIndexJob(parts: IndexJobParts): JobHandler {
  return async (context) => {
    const { job, signal, report } = context;
    const { version: id, name, given } = schema.parse(job.payload);
    const version = await parts.library.version(id);
    if (given === null) await analyse(name, version, context, parts);
    report("join", ANALYSED);
    await joinVideo(job.video, parts.store);
    report("embed", ANALYSED + 0.02);
    await embed(job.video, name, parts);
    signal.throwIfAborted();
    report("heads", 0.99);
    await parts.prepareHeads(job.video, version, await clipsOf(job.video, name, version, parts.store));
  };
}

/** Gives an index's moments their vectors; without a model words find them, and the index says so. */
async function embed(video: string, name: string, { catalog, embedding, now }: IndexJobParts): Promise<void> {
  try {
    await embedding.caughtUp();
  } catch (error) {
    if (!(error instanceof CutstreamError && error.code === "model_unavailable")) throw error;
    const message = `Meanings are not compared: ${error.message}`;
    for (const { id, warnings } of await catalog.indexes(video, name))
      await catalog.updateIndex(id, { warnings: [...warnings, message], updatedAt: now() });
  }
}

/** Tells the moments of a video of one another. */
export async function joinVideo(video: string, store: MomentStore): Promise<void> {
  await store.annotate(joinMoments(await store.momentsOf(video)));
}

async function analyse(
  name: string,
  version: LibraryVersion,
  { job, signal, report }: Parameters<JobHandler>[0],
  { catalog, store, analysers, material, now }: IndexJobParts,
): Promise<void> {
  const analyser = analysers.get(name);
  if (!analyser) throw new CutstreamError("analyser_unknown", `There is no analyser ${name} any more.`);
  const video = await catalog.video(job.video);
  if (!video) throw new CutstreamError("video_not_found", `Video ${job.video} is gone.`);
  await forgetUnfinished(job.video, name, catalog, store);
  const index = { id: newIndexId(), video: video.id, collection: video.collection, name };
  const times = { createdAt: now(), updatedAt: now() };
  const state = { status: "running", moments: 0, warnings: [], error: null, analyser: null } as const;
  await catalog.insertIndex({ id: index.id, video: video.id, version: version.id, name, ...state, ...times });
  const warnings: string[] = [];
  let count = 0;
  try {
    await catalog.updateIndex(index.id, { analyser: await analyser.identify() });
    const batches = analyser.analyse(material(video.id, version), {
      signal,
      report: (share) => report(name, ANALYSED * share),
      warn: (message) => warnings.push(message),
    });
    for await (const batch of batches) {
      await addFindings(batch, index, count, store);
      count += batch.length;
      await catalog.updateIndex(index.id, { moments: count, updatedAt: now() });
    }
    await store.replace({ video: video.id, name, index: index.id });
    await catalog.updateIndex(index.id, { status: "ready", warnings, moments: count, updatedAt: now() });
    await deleteOlder(index, catalog);
  } catch (thrown) {
    await store.deleteIndex(index.id);
    // a job that is cancelled, or goes on after a restart, leaves no trace
    if (signal.aborted) await catalog.deleteIndex(index.id);
    else {
      const { code, message, remedy } = asCutstreamError(thrown);
      const error = { code, message, remedy };
      await catalog.updateIndex(index.id, {
        status: "failed",
        warnings,
        moments: 0,
        error,
        updatedAt: now(),
      });
    }
    throw thrown;
  }
}

/** Stores moments, and the vectors that came with them. */
async function addFindings(
  findings: readonly Finding[],
  index: Parameters<typeof toRows>[1],
  from: number,
  store: MomentStore,
): Promise<void> {
  const moments = findings.map(({ vector: _, ...moment }) => moment);
  const rows = toRows(moments, index, from);
  await store.add(rows);
  const seen = findings.flatMap(({ vector }, n) => {
    const id = rows[n]?.id;
    return vector && id !== undefined ? [{ id, model: vector.model, vector: vector.values }] : [];
  });
  for (const [model, vectors] of Map.groupBy(seen, (one) => one.model))
    await store.setVectors(model, vectors);
}

/** What a run left behind that the process did not survive, and what failed before. */
async function forgetUnfinished(
  video: string,
  name: string,
  catalog: Catalog,
  store: MomentStore,
): Promise<void> {
  for (const { id, status } of await catalog.indexes(video, name)) {
    if (status === "ready") continue;
    await store.deleteIndex(id);
    await catalog.deleteIndex(id);
  }
}

/** Deletes the rows of indexes that another took the place of. */
export async function deleteOlder(
  index: { readonly id: string; readonly video: string; readonly name: string },
  catalog: Catalog,
): Promise<void> {
  for (const { id } of await catalog.indexes(index.video, index.name))
    if (id !== index.id) await catalog.deleteIndex(id);
}

/** Moments longer than this are context, not clips: nobody cuts at the edges of a chapter by surprise. */
const LONGEST_CLIP = 300 * FLICKS_PER_SECOND;

/** The clips that an index's moments are when they are played as they were found, each once. */
async function clipsOf(
  video: string,
  name: string,
  version: LibraryVersion,
  store: MomentStore,
): Promise<FrameRange[]> {
  const { frameFlicks } = mainTrack(version);
  const { frameCount } = version.manifest;
  const clips = new Map<string, FrameRange>();
  for (const moment of await store.momentsOf(video, name)) {
    if (moment.end - moment.start > LONGEST_CLIP) continue;
    const { from, to } = framesOf(moment, { frameFlicks, frameCount });
    clips.set(`${from}-${to}`, { from, to });
  }
  return [...clips.values()].sort((a, b) => a.from - b.from);
}
