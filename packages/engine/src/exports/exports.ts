import PQueue from "p-queue";
import type { ExportedFile, ExportService, ExportView } from "../api/exports.ts";
import { CutstreamError } from "../errors.ts";
import { queueOnce } from "../jobs/job-once.ts";
import { viewJob } from "../jobs/job-view.ts";
import { newJob } from "../jobs/new-job.ts";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import { thumbnailUrl } from "../stream/address/thumbnail-path.ts";
import { checkExportRequest } from "./check-request.ts";
import type { ExportFiles } from "./export-files.ts";
import { exportItems, type ItemParts } from "./export-items.ts";
import type { FilmStore } from "./film-store.ts";
import { type ExportItem, type ExportPayload, exportId, exportJobId, exportPayload } from "./payload.ts";

export interface ExportsParts extends ItemParts {
  readonly catalog: Pick<Catalog, "job" | "jobsOfKind" | "deleteJob">;
  readonly jobs: Pick<JobQueue, "insert" | "retry" | "cancel">;
  readonly films: Pick<FilmStore, "release">;
  readonly files: Pick<ExportFiles, "url">;
  readonly publicUrl: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Kind of the jobs that make exports. */
export const EXPORT_JOB = "export";

const PAGE = 50;
const CONTENT_TYPES = { mp4: "video/mp4", m4a: "audio/mp4", jpg: "image/jpeg" } as const;

/** Opens the exports. An export is the job that makes it: there is nothing else to keep of it but the files. */
export function createExports(parts: ExportsParts): ExportService {
  const { catalog, jobs, films, now } = parts;
  // What is asked for while it is deleted is made anew.
  const turns = new PQueue({ concurrency: 1 });

  const find = async (id: string): Promise<JobRow> => {
    const row = /^exp_[0-9a-f]{32}$/.test(id) ? await catalog.job(exportJobId(id)) : undefined;
    if (row?.kind === EXPORT_JOB) return row;
    throw new CutstreamError("export_not_found", `There is no export ${id}.`);
  };

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
      return view(await turns.add(() => queueOnce(job, catalog, jobs)));
    },

    get: async (id) => view(await find(id)),

    async list({ limit = PAGE, ...query }) {
      const { items, next } = await catalog.jobsOfKind({ kind: EXPORT_JOB, ...query, limit });
      return { items: items.map(view), next };
    },

    delete: (id) =>
      turns.add(async () => {
        const { id: job } = await find(id);
        const { payload } = await jobs.cancel(job);
        for (const item of exportPayload.parse(payload).files) {
          if (item.kind === "movie") await films.release(item.file, id);
        }
        await catalog.deleteJob(job);
      }),
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
