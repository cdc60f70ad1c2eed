import type { JobView } from "../api/jobs.ts";
import type { JobRow } from "../seams/catalog.ts";

/** Shows a job as callers see it. */
export function viewJob(row: JobRow): JobView {
  const { id, kind, video, status, stage, progress, attempts, error, origin, createdAt, updatedAt } = row;
  return {
    id,
    kind,
    video,
    status,
    stage,
    progress,
    attempts,
    ...(error ? { error } : {}),
    ...(origin?.request === undefined ? {} : { requestId: origin.request }),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
