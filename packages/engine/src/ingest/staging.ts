import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { onDisk } from "../adapters/disk/disk-errors.ts";

/** Where jobs keep files while they work: a folder each, on local disk. */
export interface Staging {
  /** The folder of a job; it need not be there. */
  folder(job: string): string;
  /** Removes a job's folder; none is no error. @throws CutstreamError `storage_failed` */
  remove(job: string): Promise<void>;
  /** Removes the folders of all jobs that are not wanted any more. @throws CutstreamError `storage_failed` */
  sweep(isWanted: (job: string) => Promise<boolean>): Promise<void>;
}

/** Opens the staging area in a folder, which is made when it is first used. */
export function createStaging(root: string): Staging {
  const folder = (job: string) => join(root, job);
  const remove = (job: string) =>
    onDisk("clear up after a job", rm(folder(job), { recursive: true, force: true }));
  return {
    folder,
    remove,
    async sweep(isWanted) {
      const jobs = await readdir(root).catch(() => []);
      for (const job of jobs) if (!(await isWanted(job))) await remove(job);
    },
  };
}
