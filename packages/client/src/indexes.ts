import { type Http, segment } from "./http.ts";
import type { ImportFormat, Index, IndexMoment, MomentInput } from "./memory-types.ts";
import type { Cancellable, Job } from "./types.ts";

/** A file of moments. */
export interface ImportFile {
  readonly format: ImportFormat;
  readonly data: string | Uint8Array | Blob;
  /** BCP 47, of its texts. */
  readonly language?: string;
  /** Whether the video is what an EDL or OTIO file cuts from (`source`, the default) or what it makes (`record`). */
  readonly side?: "source" | "record";
  /** Of EDL and OTIO: timecode of the video's first frame. Default `00:00:00:00`, or what OTIO knows. */
  readonly startTimecode?: string;
}

/** What is remembered of videos: what analysers found, and what you know of them. */
export interface Indexes {
  list(video: string, options?: Cancellable): Promise<readonly Index[]>;
  /** Moments of an index, by time. @throws CutstreamError `index_not_found` */
  moments(video: string, name: string, options?: Cancellable): Promise<readonly IndexMoment[]>;
  /** Runs analysers over a video, all that can run where none is named; each is a job of its own. */
  analyse(video: string, analysers?: readonly string[], options?: Cancellable): Promise<readonly Job[]>;
  /**
   * Stores your own moments under a name, in place of those that it had.
   * @example
   * ```ts
   * await cs.indexes.put(video.id, "events", [
   *   { start: 68, end: 74.5, text: "goal", labels: ["goal"], metadata: { player: "player_42", team: "home" } },
   * ]);
   * ```
   */
  put(video: string, name: string, moments: readonly MomentInput[], options?: Cancellable): Promise<Index>;
  /** The same from a file: JSON, CSV, SRT, WebVTT, EDL or OTIO. @throws CutstreamError `import_unreadable` */
  import(video: string, name: string, file: ImportFile, options?: Cancellable): Promise<Index>;
  delete(video: string, name: string, options?: Cancellable): Promise<void>;
}

/** Indexes over HTTP. */
export function createIndexes(http: Http): Indexes {
  const path = (video: string, rest = "") => `/v1/videos/${segment(video)}/indexes${rest}`;
  const named = (video: string, name: string, rest = "") => path(video, `/${segment(name)}${rest}`);
  return {
    list: async (video, options) => (await http.json<{ items: Index[] }>(path(video), options)).items,
    moments: async (video, name, options) =>
      (await http.json<{ items: IndexMoment[] }>(named(video, name), options)).items,
    analyse: async (video, analysers, options) => {
      const call = { ...options, method: "POST", json: { analysers } } as const;
      return (await http.json<{ jobs: Job[] }>(path(video), call)).jobs;
    },
    put: (video, name, moments, options) =>
      http.json(named(video, name), { ...options, method: "PUT", json: { moments } }),
    import: (video, name, { data, ...query }, options) =>
      http.json(named(video, name, "/import"), {
        ...options,
        method: "POST",
        query,
        body: data as BodyInit,
        headers: { "content-type": "application/octet-stream" },
      }),
    delete: async (video, name, options) => {
      await http.send(named(video, name), { ...options, method: "DELETE" });
    },
  };
}
