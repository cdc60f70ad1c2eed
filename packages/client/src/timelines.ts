import type { Http } from "./http.ts";
import { type Timeline, type TimelineParts, timelineOf } from "./timeline.ts";
import type { Cancellable, Clip } from "./types.ts";

/** How a file of an editing system is read. */
export interface TimelineFileOptions extends Cancellable {
  /** Videos by the names that the file has for them. Others are found by their own names. */
  readonly media?: Readonly<
    Record<string, string | { readonly video: string; readonly startTimecode?: string }>
  >;
  /** Where videos are looked for by name; everywhere by default. */
  readonly collection?: string;
  /** Shown in gaps; without it a gap is an error. */
  readonly filler?: Clip;
}

/** A timeline read from a file. */
export interface ReadTimeline {
  readonly name: string;
  readonly timeline: Timeline;
  /** What was left out, or is shown in another way than the file asks for. */
  readonly warnings: readonly string[];
}

/** Timelines from files of editing systems. */
export interface Timelines {
  /**
   * Reads an OpenTimelineIO file.
   * @throws CutstreamError `import_unreadable` with the line, `video_not_found`, `timeline_gap`, …
   */
  fromOTIO(text: string, options?: TimelineFileOptions): Promise<ReadTimeline>;
  /**
   * Reads a CMX 3600 list.
   * @param frameRate frames a second that its timecodes count: `25`, `"30000/1001"`.
   * @throws CutstreamError as {@link fromOTIO}
   */
  fromEDL(text: string, frameRate: number | string, options?: TimelineFileOptions): Promise<ReadTimeline>;
}

/** Timeline files over HTTP. */
export function createTimelines(http: Http): Timelines {
  const read = async (
    file: object,
    { signal, ...options }: TimelineFileOptions = {},
  ): Promise<ReadTimeline> => {
    const answer = await http.json<{ name: string; timeline: TimelineParts; warnings: string[] }>(
      "/v1/timelines/import",
      { method: "POST", json: { ...file, ...options }, ...(signal ? { signal } : {}) },
    );
    return { ...answer, timeline: timelineOf(http, answer.timeline) };
  };
  return {
    fromOTIO: (text, options) => read({ format: "otio", text }, options),
    fromEDL: (text, frameRate, options) => read({ format: "edl", text, frameRate }, options),
  };
}
