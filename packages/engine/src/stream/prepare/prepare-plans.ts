import type { PrepareRequest } from "../../api/videos.ts";
import { CutstreamError } from "../../errors.ts";
import type { LibraryVersion } from "../../library/library.ts";
import type { Subjects } from "../../subjects/known-subjects.ts";
import { shownImages } from "../../timeline/plan-overlays.ts";
import type { PlannedImage } from "../../timeline/surface.ts";
import { type AskedPayload, type PreparePayload, preparePayload } from "./prepare-job.ts";

/** Plans what is rendered of videos ahead of time. */
export interface PreparePlans {
  /**
   * What a job is to work on. Windows that follow subjects are planned by the job itself: their video may have to be
   * looked at first.
   * @throws CutstreamError as {@link preparePayload}, `video_not_found`, `video_not_ready`
   */
  payload(video: string, request: PrepareRequest): Promise<PreparePayload | AskedPayload>;
  /** The plan of what was asked for of a video, once it was looked at. Throws as {@link payload}. */
  plan(video: string, request: PrepareRequest, signal: AbortSignal): Promise<PreparePayload>;
}

export interface PreparePlansParts {
  readonly versionsOf: (videos: readonly string[]) => Promise<ReadonlyMap<string, LibraryVersion>>;
  /** The images that these ids and names of assets stand for. */
  readonly imagesOf: (references: readonly string[]) => Promise<ReadonlyMap<string, PlannedImage>>;
  readonly subjects: Pick<Subjects, "known" | "order">;
  /** Resolves once a job has ended, or the signal is aborted. */
  readonly ended: (job: string, signal: AbortSignal) => Promise<void>;
}

export function createPreparePlans({
  versionsOf,
  imagesOf,
  subjects,
  ended,
}: PreparePlansParts): PreparePlans {
  const planNow = async (video: string, request: PrepareRequest): Promise<PreparePayload> => {
    const version = (await versionsOf([video])).get(video);
    if (!version) throw new CutstreamError("video_not_found", `There is no video ${video}.`);
    const { overlays = [], reframe } = request;
    const followed = reframe?.mode === "smart" ? await subjects.known([video]) : undefined;
    return preparePayload(video, version, request, {
      images: await imagesOf(shownImages(overlays)),
      ...(followed && { subjects: followed }),
    });
  };

  /** Has a video looked at. Where that cannot be, its window stands still, in streams as here. */
  const look = async (video: string, signal: AbortSignal): Promise<void> => {
    if ((await subjects.known([video])).has(video)) return;
    try {
      await ended(await subjects.order(video), signal);
    } catch (error) {
      if (!(error instanceof CutstreamError)) throw error;
    }
    signal.throwIfAborted();
  };

  return {
    async payload(video, request) {
      const planned = await planNow(video, request);
      return request.reframe?.mode === "smart" ? { request } : planned;
    },
    async plan(video, request, signal) {
      if (request.reframe?.mode === "smart") await look(video, signal);
      return planNow(video, request);
    },
  };
}
