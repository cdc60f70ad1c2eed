import { CutstreamError } from "./errors.ts";
import { type Http, segment } from "./http.ts";
import type { Transcript } from "./memory-types.ts";
import { type OverlaySpec, toOverlay } from "./overlay-spec.ts";
import { eachItem } from "./paging.ts";
import { pause } from "./pause.ts";
import type { ReframeInput } from "./surface-types.ts";
import type { Cancellable, Ingested, IngestOptions, IngestRequest, Job, Time, Video } from "./types.ts";
import { cancellable, sendUpload, type UploadOptions } from "./upload.ts";

/** Videos: sources, ingested once. */
export interface Videos {
  /**
   * Takes a video in from a URL, a path on the server, or an upload; the job does the work.
   * @example
   * ```ts
   * const { video, job } = await cs.videos.ingest({ url: "https://example.com/match.mp4" });
   * await cs.jobs.done(job.id);
   * ```
   */
  ingest(request: IngestRequest, options?: Cancellable): Promise<Ingested>;
  /**
   * Sends a file and takes it in. In Node, `openAsBlob(path)` of `node:fs` makes a blob of a file without reading it.
   * Breaks of the connection are bridged.
   * @example
   * ```ts
   * const { video } = await cs.videos.upload(input.files[0], { onProgress: (sent, total) => bar(sent, total) });
   * ```
   */
  upload(file: Blob | ReadableStream<Uint8Array>, options?: UploadOptions & IngestOptions): Promise<Ingested>;
  /** @throws CutstreamError `video_not_found` */
  get(id: string, options?: Cancellable): Promise<Video>;
  /**
   * All videos, oldest first, or those of one collection; fetched page by page.
   * @example for await (const video of cs.videos.list()) console.log(video.name);
   */
  list(options?: Cancellable & { readonly collection?: string }): AsyncGenerator<Video, void, undefined>;
  /** Takes a video in again that could not be, from the same source. @throws CutstreamError `job_not_retryable` */
  retry(id: string, options?: Cancellable): Promise<Job>;
  delete(id: string, options?: Cancellable): Promise<void>;
  /** What is said in it, with times. @throws CutstreamError `index_not_found` where no speech was found */
  transcript(id: string, options?: Cancellable): Promise<Transcript>;
  /** Makes what cuts at these times will need, before anyone plays them. */
  prepareHeads(id: string, times: readonly Time[], options?: Cancellable): Promise<Job>;
  /**
   * Draws another shape or overlays into a video's pictures before anyone plays them: streams with
   * `render: "segments"` that ask for the same then find their segments made. Times of overlays are the video's own.
   * @example
   * ```ts
   * const job = await cs.videos.prepare(video.id, { reframe: { aspect: "9:16" }, overlays: [{ image: logo }] });
   * await cs.jobs.done(job.id);
   * ```
   */
  prepare(id: string, request: PrepareRequest, options?: Cancellable): Promise<Job>;
  /**
   * Waits for a video to be ready.
   * @throws CutstreamError with the video's own code where it failed.
   */
  waitUntilReady(id: string, options?: Cancellable): Promise<Video>;
}

/** What to draw into a video's pictures. */
export interface PrepareRequest {
  readonly reframe?: ReframeInput;
  readonly overlays?: readonly OverlaySpec[];
}

/** Milliseconds between two looks at a video. */
const PATIENCE = 500;

/** Videos over HTTP. */
export function createVideos(http: Http): Videos {
  const path = (id: string, rest = "") => `/v1/videos/${segment(id)}${rest}`;
  const get: Videos["get"] = (id, options) => http.json(path(id), options);
  return {
    ingest: (request, options) => http.json("/v1/videos", { ...options, method: "POST", json: request }),
    get,
    upload: async (file, options = {}) => {
      const { collection, name, mode, ladder, ...sending } = options;
      const upload = await sendUpload(http, file, sending);
      // JSON leaves out what is undefined.
      const json = { upload, collection, name, mode, ladder };
      return http.json("/v1/videos", { ...cancellable(options), method: "POST", json });
    },
    list: ({ collection, ...options } = {}) =>
      eachItem((cursor) => http.json("/v1/videos", { ...options, query: { collection, cursor } })),
    retry: async (id, options) =>
      (await http.json<{ job: Job }>(path(id, "/retry"), { ...options, method: "POST" })).job,
    delete: async (id, options) => {
      await http.send(path(id), { ...options, method: "DELETE" });
    },
    transcript: (id, options) => http.json(path(id, "/transcript"), options),
    prepareHeads: async (id, times, options) => {
      const call = { ...options, method: "POST", json: { times } } as const;
      return (await http.json<{ job: Job }>(path(id, "/heads"), call)).job;
    },
    prepare: async (id, { reframe, overlays }, options) => {
      const json = { reframe, overlays: overlays?.map(toOverlay) };
      return (await http.json<{ job: Job }>(path(id, "/prepare"), { ...options, method: "POST", json })).job;
    },
    waitUntilReady: async (id, options) => {
      for (;;) {
        const video = await get(id, options);
        if (video.status === "ready") return video;
        if (video.status === "failed") throw failureOf(video);
        await pause(PATIENCE, options?.signal);
      }
    },
  };
}

function failureOf(video: Video): CutstreamError {
  const { message, ...facts } = video.error ?? {
    message: `Video ${video.id} could not be ingested.`,
    code: "video_failed",
    remedy: "Ingest it again.",
  };
  return new CutstreamError(message, facts);
}
