import { stat } from "node:fs/promises";
import { join } from "node:path";
import { keys } from "../library/keys.ts";
import type { Library } from "../library/library.ts";
import { copyToFile } from "../library/local-copy.ts";
import { storeSidecars } from "../library/sidecars.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { JobContext, JobHandler } from "../seams/job-queue.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import { type AcquireLimits, acquireSource } from "./acquire/acquire-source.ts";
import { findSidecars } from "./acquire/find-sidecars.ts";
import { type AcquiredSource, ingestVersion } from "./ingest-version.ts";
import { buildLadder } from "./ladder.ts";
import { type IngestPayload, payloads } from "./payloads.ts";
import type { SourceLocks } from "./source-locks.ts";
import type { Staging } from "./staging.ts";
import { storeSource } from "./store-source.ts";

export interface JobHandlersParts {
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  readonly library: Library;
  readonly transcoder: Transcoder;
  readonly locks: SourceLocks;
  /** Where sources are while they are worked on. */
  readonly staging: Staging;
  readonly limits: AcquireLimits;
  /** Queues a job that builds further renditions. */
  readonly addLadder: (video: string, version: string, heights: readonly number[]) => Promise<void>;
}

/** Share of an ingest job that each stage starts at; they last about as long as this says. */
const STAGE_START: Readonly<Record<string, readonly [number, number]>> = {
  fetch: [0, 0.15],
  probe: [0.15, 0.17],
  copy: [0.17, 0.9],
  encode: [0.17, 0.95],
  verify: [0.95, 1],
};

/** What the jobs of ingest do. */
export function createJobHandlers(
  parts: JobHandlersParts,
): Readonly<Record<"ingest" | "ladder", JobHandler>> {
  const { blobs, library, transcoder, staging } = parts;
  return {
    ingest: (context) => ingest(context, parts),

    async ladder({ job, signal, report }) {
      const { version, heights } = payloads.ladder.parse(job.payload);
      const scratch = join(staging.folder(job.id), "main.mp4");
      try {
        await buildLadder(version, heights, { blobs, library, transcoder, scratch, signal, report });
      } finally {
        await staging.remove(job.id);
      }
    },
  };
}

async function ingest(context: JobContext, parts: JobHandlersParts): Promise<void> {
  const { job, signal } = context;
  const { staging, locks, addLadder } = parts;
  const payload = payloads.ingest.parse(job.payload);
  const report = (stage: string, done: number) => {
    const [start, end] = STAGE_START[stage] ?? [0, 1];
    context.report(stage, start + (end - start) * done);
  };
  const source = await acquire(context, payload, parts, report);
  // Held until the video has the version: nobody deletes it as nobody's in between.
  const version = await locks.hold(
    source.sha256,
    async () => {
      const made = await ingestVersion({ source, mode: payload.mode, signal, report }, parts);
      await storeSource(source, made, parts.blobs, signal);
      // What held an upload until now is not needed any more.
      await parts.blobs.deletePrefix(keys.sourceUse(source.sha256, job.video));
      await publish(job.video, made, parts.catalog);
      return made;
    },
    signal,
  );
  await staging.remove(job.id);
  if (payload.ladder.length > 0) await addLadder(job.video, version, payload.ladder);
}

/** Lets a video play a version. */
async function publish(video: string, version: string, catalog: Catalog): Promise<void> {
  const row = await catalog.video(video);
  if (!row) return;
  const versions = row.versions.includes(version) ? row.versions : [...row.versions, version];
  await catalog.updateVideo(video, { status: "ready", version, versions, error: null });
}

/** Gets the bytes here, or finds them where an earlier run of the same job left them. */
async function acquire(
  { job, signal }: JobContext,
  payload: IngestPayload,
  { catalog, blobs, limits, staging }: JobHandlersParts,
  report: (stage: string, done: number) => void,
): Promise<AcquiredSource> {
  const { acquired } = payload;
  if (acquired) {
    const key = keys.source(acquired.sha256);
    for (const path of [acquired.path, blobs.localPath(key)])
      if (path !== undefined && (await sizeOf(path)) === acquired.size) return { ...acquired, path };
    if ((await blobs.size(key)) === acquired.size) {
      const path = join(staging.folder(job.id), "source");
      await copyToFile(blobs, key, path, signal);
      return { ...acquired, path };
    }
  }
  report("fetch", 0);
  const { path, sha256, size } = await acquireSource(payload.source, {
    folder: staging.folder(job.id),
    limits,
    signal,
    onProgress: (done) => report("fetch", done),
  });
  // Now, and not when they are analysed: by then the path may be gone, or lie beside something else.
  if (payload.source.kind === "path")
    await storeSidecars(job.video, await findSidecars(payload.source.path), blobs);
  const next: IngestPayload = { ...payload, acquired: { path, sha256, size } };
  await catalog.updateJob(job.id, { payload: next });
  return { path, sha256, size };
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
