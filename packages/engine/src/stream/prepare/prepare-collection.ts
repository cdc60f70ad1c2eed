import { hash } from "node:crypto";
import { FLICKS_PER_SECOND } from "@cutstream/media";
import type { PrepareRequest } from "../../api/videos.ts";
import { CutstreamError } from "../../errors.ts";
import { queueOnce } from "../../jobs/job-once.ts";
import { newJob } from "../../jobs/new-job.ts";
import type { Library } from "../../library/library.ts";
import { videoPages, videosOf } from "../../library/videos-of.ts";
import type { Catalog, CollectionRow, JobRow, VideoRow } from "../../seams/catalog.ts";
import type { JobQueue } from "../../seams/job-queue.ts";
import { shownImages } from "../../timeline/plan-overlays.ts";
import { planSurface } from "../../timeline/plan-surface.ts";
import type { PlannedImage } from "../../timeline/surface.ts";
import type { AskedPayload } from "./prepare-job.ts";

/** Has what collections ask for rendered of each of their videos, once for each version and its renditions. */
export interface CollectionPreparer {
  /**
   * Checks what can be checked without a video.
   * @throws CutstreamError `invalid_request`, `invalid_reframe`, `invalid_overlay`, `too_many_overlays`,
   * `asset_not_found`
   */
  check(requests: readonly PrepareRequest[]): Promise<void>;
  /** Queues what is missing of a video that has become ready, or has got renditions. */
  video(id: string): Promise<void>;
  /** Queues what is missing of all videos of a collection. */
  collection(row: CollectionRow): Promise<void>;
  /** The jobs of a collection's videos as they are now, by what it asks for now. */
  jobs(row: CollectionRow): Promise<readonly JobRow[]>;
}

export interface CollectionPreparerParts {
  readonly catalog: Pick<Catalog, "collection" | "video" | "videos" | "job" | "jobsById">;
  readonly library: Pick<Library, "version">;
  readonly queue: Pick<JobQueue, "insert" | "retry">;
  /** The images that these ids and names of assets stand for. */
  readonly imagesOf: (references: readonly string[]) => Promise<ReadonlyMap<string, PlannedImage>>;
  readonly now: () => number;
}

/** What one collection may ask for: each is a render of all its videos. */
const MOST = 10;
/** A video as long as any, which is checked against in place of those to come. */
const ANY_VIDEO = {
  ...{ video: "", start: 0, duration: 24 * 3600 * FLICKS_PER_SECOND, width: 1920, height: 1080 },
  ...{ from: 0, to: 24 * 3600 * 25, frameRate: { num: 25, den: 1 }, frameFlicks: FLICKS_PER_SECOND / 25 },
};
const ID_LENGTH = 20;

export function createCollectionPreparer(parts: CollectionPreparerParts): CollectionPreparer {
  const { catalog, library, queue, imagesOf, now } = parts;

  /** The job for a video as it is now; undefined where there is nothing to render yet. */
  const jobOf = async (video: VideoRow, request: unknown): Promise<JobRow | undefined> => {
    if (video.version === null) return undefined;
    const { video: tracks } = await library.version(video.version);
    const renditions = tracks.map(({ index }) => index.rendition);
    const payload: AskedPayload = { request: request as PrepareRequest };
    const name = JSON.stringify([video.id, video.version, renditions, request]);
    const id = `job_${hash("sha256", name, "hex").slice(0, ID_LENGTH)}`;
    return { ...newJob("render", video.id, payload, now()), id };
  };

  const begin = async (video: VideoRow, requests: readonly unknown[]): Promise<void> => {
    for (const request of requests) {
      const job = await jobOf(video, request);
      if (job) await queueOnce(job, catalog, queue);
    }
  };

  return {
    async check(requests) {
      if (requests.length > MOST) {
        const message = `prepare asks for ${requests.length} renders; a collection takes ${MOST}.`;
        throw new CutstreamError("invalid_request", message, { path: "prepare" });
      }
      for (const [n, { reframe, overlays = [] }] of requests.entries()) {
        if (!reframe && overlays.length === 0) {
          const message = `prepare[${n}] asks for nothing: give a reframe, or overlays.`;
          throw new CutstreamError("invalid_request", message, { path: `prepare[${n}]` });
        }
        const images = await imagesOf(shownImages(overlays));
        planSurface({ overlays, ...(reframe && { reframe }) }, [ANY_VIDEO], images);
      }
    },

    async video(id) {
      const row = await catalog.video(id);
      const { prepare = [] } = (row && (await catalog.collection(row.collection))) ?? {};
      if (row) await begin(row, prepare);
    },

    async collection(row) {
      if (!row.prepare) return;
      for await (const video of videosOf(catalog, row.id)) await begin(video, row.prepare);
    },

    async jobs({ id, prepare = [] }) {
      if (prepare.length === 0) return [];
      const found: JobRow[] = [];
      for await (const videos of videoPages(catalog, id)) {
        const wanted = videos.flatMap((video) => prepare.map((request) => jobOf(video, request)));
        const ids = (await Promise.all(wanted)).flatMap((job) => (job ? [job.id] : []));
        const known = await catalog.jobsById(ids);
        found.push(...ids.flatMap((job) => known.get(job) ?? []));
      }
      return found;
    },
  };
}
