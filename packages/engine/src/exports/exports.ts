import { CutstreamError } from "../errors.ts";
import type { ExportedFile, ExportService, ExportView } from "../export-api.ts";
import { queueOnce } from "../jobs/job-once.ts";
import { viewJob } from "../jobs/job-view.ts";
import { newJob } from "../jobs/new-job.ts";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import { thumbnailUrl } from "../stream/thumbnail-path.ts";
import { checkExportRequest } from "./check-request.ts";
import type { ExportFiles } from "./export-files.ts";
import { exportItems, type ItemParts } from "./export-items.ts";
import { type ExportItem, type ExportPayload, exportId, exportJobId, exportPayload } from "./payload.ts";

export interface ExportsParts extends ItemParts {
  readonly catalog: Pick<Catalog, "job">;
  readonly jobs: Pick<JobQueue, "insert" | "retry">;
  readonly files: Pick<ExportFiles, "url">;
  readonly publicUrl: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Kind of the jobs that make exports. */
export const EXPORT_JOB = "export";

const CONTENT_TYPES = { mp4: "video/mp4", m4a: "audio/mp4", jpg: "image/jpeg" } as const;

/** Opens the exports. An export is the job that makes it: there is nothing else to keep of it but the files. */
export function createExports(parts: ExportsParts): ExportService {
  const { catalog, jobs, now } = parts;

  const view = (row: JobRow): ExportView => {
    const payload = exportPayload.parse(row.payload);
    return {
      id: payload.export,
      container: payload.container,
      status: row.status,
      job: viewJob(row),
      files: payload.files.map((item) => viewFile(item, payload, parts)),
      warnings: payload.warnings,
    };
  };

  return {
    async create(request) {
      checkExportRequest(request);
      const { container = "mp4" } = request;
      const { files, video, warnings } = await exportItems(request, parts);
      const id = exportId(container, files);
      const payload: ExportPayload = {
        format: 1,
        export: id,
        container,
        files: [...files],
        warnings: [...warnings],
      };
      const job = { ...newJob(EXPORT_JOB, video, payload, now()), id: exportJobId(id) };
      return view(await queueOnce(job, catalog, jobs));
    },

    async get(id) {
      const row = /^exp_[0-9a-f]{32}$/.test(id) ? await catalog.job(exportJobId(id)) : undefined;
      if (row?.kind !== EXPORT_JOB) throw new CutstreamError("export_not_found", `There is no export ${id}.`);
      return view(row);
    },
  };
}

function viewFile(
  item: ExportItem,
  { container }: ExportPayload,
  { files, publicUrl }: Pick<ExportsParts, "files" | "publicUrl">,
): ExportedFile {
  const name = `${item.name}.${container}`;
  const common = { name, contentType: CONTENT_TYPES[container] };
  const none = { ...common, url: null, size: null, duration: null };
  if (item.error) return { ...none, error: item.error };
  if (item.kind === "movie") {
    const { duration, size } = item;
    return size === undefined
      ? { ...none, duration }
      : { ...common, duration, size, url: files.url(item.file, name) };
  }
  if (item.kind !== "picture") return none;
  const { at, made, version, frame, width } = item;
  return { ...none, at, url: made ? thumbnailUrl({ publicUrl, version, frame, width }) : null };
}
