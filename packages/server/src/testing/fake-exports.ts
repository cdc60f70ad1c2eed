import { CutstreamError, type ExportService, type ExportView, type VideoView } from "@cutstream/engine";
import type { FakeJobs } from "./fake-jobs.ts";

/** Exports of which each file is made as soon as its job is done. */
export function createFakeExports(
  publicUrl: string,
  jobs: FakeJobs,
  video: (id: string) => VideoView,
): ExportService {
  const made = new Map<string, Pick<ExportView, "container"> & { job: string; names: readonly string[] }>();

  const get = async (id: string): Promise<ExportView> => {
    const found = made.get(id);
    if (!found) throw new CutstreamError("export_not_found", `There is no export ${id}.`);
    const job = await jobs.get(found.job);
    const { container } = found;
    const files = found.names.map((name) => ({
      name: `${name}.${container}`,
      url: job.status === "done" ? `${publicUrl}/e/good/${name}.${container}` : null,
      contentType: container === "mp4" ? "video/mp4" : "audio/mp4",
      size: job.status === "done" ? 9 : null,
      duration: 1,
    }));
    return { id, container, status: job.status, job, files, warnings: [] };
  };

  return {
    get,
    async list({ cursor, limit = 50 }) {
      const from = Number(cursor ?? 0);
      const items = await Promise.all([...made.keys()].slice(from, from + limit).map(get));
      return { items, next: from + limit < made.size ? String(from + limit) : null };
    },
    async delete(id) {
      await get(id);
      made.delete(id);
    },
    async create({ timeline, ranges, container = "mp4", name = "export" }) {
      const [first] = timeline?.clips ?? ranges ?? [];
      const of = first ? video(first.video).id : "v1";
      const names = ranges ? ranges.map((range, n) => range.name ?? `${name}-${n + 1}`) : [name];
      const id = `exp_${made.size + 1}`;
      made.set(id, { container, job: jobs.start("export", of).id, names });
      return get(id);
    },
  };
}
