import type { Export, ExportOptions, ExportRange, RangeDress } from "./export-types.ts";
import { type Http, segment } from "./http.ts";
import { createJobs } from "./jobs.ts";
import type { Moment } from "./memory-types.ts";
import { type OverlaySpec, toOverlay } from "./overlay-spec.ts";
import { eachItem } from "./paging.ts";
import type { Cancellable, Job } from "./types.ts";

/** Files to keep: of streams, or of many ranges at a time. A timeline has {@link Timeline.export}. */
export interface Exports {
  /**
   * A file of what a stream plays; the id of a video does as well.
   * @example const { files } = await (await cs.exports.stream(stream.id, { burn: ["overlays"] })).done();
   */
  stream(id: string, options?: ExportOptions & Cancellable): Promise<RunningExport>;
  /**
   * A file for each range or moment, in one job. One that cannot be made says why, and keeps none of the others.
   * @example
   * ```ts
   * const moments = await cs.retrieve("goals");
   * const batch = await cs.exports.ranges(moments, { burn: ["reframe"], reframe: { aspect: "9:16" } });
   * for await (const { progress } of batch.progress()) console.log(progress);
   * for (const { name, url, error } of (await batch.done()).files) console.log(name, url ?? error?.message);
   * ```
   */
  ranges(
    ranges: readonly (ExportRange | Moment)[],
    options?: ExportOptions & RangeDress<OverlaySpec> & Cancellable,
  ): Promise<RunningExport>;
  /** @throws CutstreamError `export_not_found` */
  get(id: string, options?: Cancellable): Promise<RunningExport>;
  /** All exports, oldest first; fetched page by page. */
  list(options?: Cancellable): AsyncGenerator<Export, void, undefined>;
  /**
   * Ends an export and takes its files back: their addresses answer 404 from now on. A film that another export has
   * too stays, and so do pictures.
   * @throws CutstreamError `export_not_found`
   */
  delete(id: string, options?: Cancellable): Promise<void>;
}

/** An export that can be followed. */
export interface RunningExport extends Export {
  /** Its job now and after each change, until it ends. */
  progress(options?: Cancellable): AsyncGenerator<Job, void, undefined>;
  /**
   * Waits until its files are made.
   * @throws CutstreamError with the job's own code where it failed, `cancelled` where it was cancelled.
   */
  done(options?: Cancellable): Promise<Export>;
  /** Stops it. What was encoded up to then serves whoever asks for the same later. */
  cancel(options?: Cancellable): Promise<Job>;
}

/** Exports over HTTP. */
export function createExports(http: Http): Exports {
  return {
    stream: (id, options) => startExport(http, { stream: id }, options),
    ranges: (ranges, { overlays, reframe, subtitles, ...options } = {}) =>
      startExport(
        http,
        { ranges: ranges.map(toRange), overlays: overlays?.map(toOverlay), reframe, subtitles },
        options,
      ),
    get: async (id, options) => follow(http, await getExport(http, id, options)),
    list: (options) => eachItem((cursor) => http.json("/v1/exports", { ...options, query: { cursor } })),
    delete: async (id, options) => {
      await http.send(`/v1/exports/${segment(id)}`, { ...options, method: "DELETE" });
    },
  };
}

/** Asks for an export of something. */
export async function startExport(
  http: Http,
  what: object,
  { signal, ...options }: ExportOptions & Cancellable = {},
): Promise<RunningExport> {
  const call = { ...(signal && { signal }), method: "POST", json: { ...what, ...options } } as const;
  return follow(http, await http.json<Export>("/v1/exports", call));
}

const getExport = (http: Http, id: string, options?: Cancellable): Promise<Export> =>
  http.json<Export>(`/v1/exports/${segment(id)}`, options);

function follow(http: Http, shown: Export): RunningExport {
  const jobs = createJobs(http);
  return {
    ...shown,
    progress: (options) => jobs.progress(shown.job.id, options),
    done: async (options) => {
      await jobs.done(shown.job.id, options);
      return getExport(http, shown.id, options);
    },
    cancel: (options) => jobs.cancel(shown.job.id, options),
  };
}

/** A moment is cut where it was found, to the frame. */
function toRange(range: ExportRange | Moment): ExportRange {
  if (!("startFrame" in range)) return range;
  return { video: range.video, start: { frame: range.startFrame }, end: { frame: range.endFrame } };
}
