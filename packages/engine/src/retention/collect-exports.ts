import { EXPORT_JOB } from "../exports/exports.ts";
import type { FilmStore } from "../exports/film-store.ts";
import { type ExportItem, exportPayload } from "../exports/payload.ts";
import { keys } from "../library/keys.ts";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import { allRows } from "./all-rows.ts";
import { DAY } from "./rules.ts";
import { type StaleParts, staleOf } from "./stale.ts";
import type { Tally } from "./tally.ts";

export interface ExportCollection extends StaleParts {
  readonly catalog: StaleParts["catalog"] & Pick<Catalog, "jobsOfKind" | "deleteJob">;
  readonly films: Pick<FilmStore, "release">;
  readonly tally: Tally;
}

/** Lets exports go whose job ended, and whose files nobody asked for, so many days ago. */
export async function collectExports(days: number, collection: ExportCollection): Promise<void> {
  const { catalog, films, dryRun, tally } = collection;
  const old: JobRow[] = [];
  for await (const job of allRows((query) => catalog.jobsOfKind({ kind: EXPORT_JOB, ...query }))) {
    if (await isForgotten(job, days, collection)) old.push(job);
  }
  for (const { id, payload } of old) {
    tally.add("exports", 1);
    if (dryRun) continue;
    const { files, export: exported } = exportPayload.parse(payload);
    for (const item of files) if (item.kind === "movie") await films.release(item.file, exported);
    await catalog.deleteJob(id);
  }
}

async function isForgotten(job: JobRow, days: number, collection: ExportCollection): Promise<boolean> {
  if (job.status === "queued" || job.status === "running") return false;
  if (job.updatedAt > collection.now() - days * DAY) return false;
  const units = exportPayload.parse(job.payload).files.flatMap(unitsOf);
  return (await staleOf(units, days, collection)).size === new Set(units).size;
}

function unitsOf(item: ExportItem): string[] {
  return item.kind === "movie" ? [keys.exportIndex(item.file.version, item.file.hash)] : [];
}
