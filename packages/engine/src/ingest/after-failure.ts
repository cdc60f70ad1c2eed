import type { CutstreamError } from "../errors.ts";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import { payloads } from "./payloads.ts";
import type { Staging } from "./staging.ts";

/**
 * What is left to do when a job has failed or was cancelled: a video whose first ingest failed has nothing to play and
 * says so, one that has a version keeps it; and what the job had on disk goes, but for an upload, which nobody could
 * send again for a retry.
 */
export function createFailureHandler({
  catalog,
  staging,
}: {
  readonly catalog: Pick<Catalog, "video" | "updateVideo">;
  readonly staging: Staging;
}): (job: JobRow, error: CutstreamError) => Promise<void> {
  return async (job, { code, message, remedy }) => {
    if (!holdsUpload(job)) await staging.remove(job.id);
    if (job.kind !== "ingest") return;
    const video = await catalog.video(job.video);
    if (!video || video.version !== null) return;
    await catalog.updateVideo(job.video, { status: "failed", error: { code, message, remedy } });
  };
}

/** Marks the video of an ingest job that is about to be retried as processing again. */
export async function reviveVideo(
  jobId: string,
  catalog: Pick<Catalog, "job" | "video" | "updateVideo">,
): Promise<void> {
  const job = await catalog.job(jobId);
  if (job?.kind !== "ingest" || (job.status !== "failed" && job.status !== "cancelled")) return;
  if ((await catalog.video(job.video))?.status !== "failed") return;
  await catalog.updateVideo(job.video, { status: "processing", error: null });
}

/** Whether a job's folder is still of use: to go on, or to try again with an upload. */
export function needsStaging(job: JobRow | undefined): boolean {
  if (!job || job.status === "done") return false;
  return job.status === "queued" || job.status === "running" || holdsUpload(job);
}

function holdsUpload({ kind, payload }: JobRow): boolean {
  if (kind !== "ingest") return false;
  const read = payloads.ingest.safeParse(payload);
  return read.success && read.data.source.kind === "upload";
}
