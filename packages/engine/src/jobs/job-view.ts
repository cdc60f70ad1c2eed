import type { JobView } from "../api.ts";
import type { JobRow } from "../seams/catalog.ts";

/** Shows a job as callers see it. */
export function viewJob(row: JobRow): JobView {
  const { id, kind, video, status, stage, progress, attempts, error, createdAt, updatedAt } = row;
  return {
    id,
    kind,
    video,
    status,
    stage,
    progress,
    attempts,
    ...(error ? { error } : {}),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
