import type { Catalog, JobRow } from "../seams/catalog.ts";
import type { JobQueue } from "../seams/job-queue.ts";

/**
 * Queues a job whose id says all that it does, unless it was queued before; one that failed or was cancelled is begun
 * again.
 * @returns the job as it is now.
 */
export async function queueOnce(
  row: JobRow,
  catalog: Pick<Catalog, "job">,
  queue: Pick<JobQueue, "insert" | "retry">,
): Promise<JobRow> {
  const known = await catalog.job(row.id);
  if (known) {
    return known.status === "failed" || known.status === "cancelled" ? queue.retry(known.id) : known;
  }
  try {
    await queue.insert(row);
    return row;
  } catch (error) {
    // Two ask for the same at the same time: the id is taken by now.
    const other = await catalog.job(row.id);
    if (other) return other;
    throw error;
  }
}
