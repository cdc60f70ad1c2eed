import type { JobService, JobView } from "../api/jobs.ts";
import type { VideoService } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import type { Videos } from "../ingest/videos.ts";
import { viewJob } from "../jobs/job-view.ts";
import { newJob } from "../jobs/new-job.ts";
import type { LibraryVersion } from "../library/library.ts";
import type { Memory } from "../memory/memory.ts";
import { assertUnused } from "../reels/mega/assert-unused.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import { headsPayload } from "../stream/prepare/heads-job.ts";
import type { PreparePlans } from "../stream/prepare/prepare-plans.ts";
import { viewPicture } from "../stream/thumbnails/picture.ts";
import type { Ground } from "./open-ground.ts";

export interface VideoServiceParts {
  readonly ground: Pick<Ground, "catalog" | "publicUrl" | "now">;
  readonly videos: Videos;
  readonly versionOf: (video: string) => Promise<LibraryVersion>;
  readonly blank: VideoService["blank"];
  readonly memory: Pick<Memory, "forget">;
  readonly preparePlans: PreparePlans;
  readonly queue: Pick<JobQueue, "insert">;
  readonly jobs: Pick<JobService, "retry">;
}

/** Videos as faces see them: with what streams, memory and jobs have to do with them. */
export function createVideoService(parts: VideoServiceParts): VideoService {
  const { ground, videos, versionOf, blank, memory, preparePlans, queue, jobs } = parts;
  const { catalog, publicUrl, now } = ground;

  const begin = async (kind: string, id: string, payload: object): Promise<JobView> => {
    const job = newJob(kind, id, payload, now());
    await queue.insert(job);
    return viewJob(job);
  };

  return {
    ...videos,
    blank,
    async retry(id) {
      const { status } = await videos.get(id);
      const last = (await catalog.jobs({ video: id })).findLast(({ kind }) => kind === "ingest");
      if (status !== "failed" || !last)
        throw new CutstreamError("job_not_retryable", `Video ${id} is ${status}: nothing of it failed.`);
      return jobs.retry(last.id);
    },
    async delete(id) {
      await assertUnused(catalog, id);
      await videos.delete(id);
      await memory.forget(id);
    },
    prepare: async (id, request) => begin("render", id, await preparePlans.payload(id, request)),
    picture: async (id, time) => viewPicture(publicUrl, await versionOf(id), time),
    prepareHeads: async (id, times) => begin("heads", id, headsPayload(await versionOf(id), times)),
  };
}
