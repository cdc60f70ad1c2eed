import type { ClipInput, TimelineInput } from "./timeline.ts";

/** A video by its id, and the timecode of its first frame where it is not 00:00:00:00. */
export type MediaGiven = string | { readonly video: string; readonly startTimecode?: string };

/** A file of an editing system. */
export interface TimelineImport {
  readonly format: "otio" | "edl";
  readonly text: string;
  /** Frames a second that the timecodes of an EDL count: `25`, `"30000/1001"`. */
  readonly frameRate?: number | string;
  /** Videos by the names that the file has for them. Others are found by their own names. */
  readonly media?: Readonly<Record<string, MediaGiven>>;
  /** Where videos are looked for by name; everywhere by default. */
  readonly collection?: string;
  /** What is shown in gaps. Without it a gap is an error. */
  readonly filler?: ClipInput;
}

/** A timeline read from a file. */
export interface TimelineFile {
  readonly name: string;
  readonly timeline: TimelineInput;
  /** What the file was written with besides clips, if we wrote it: as it stands there, unchecked. */
  readonly further: unknown;
  /** What was left out, or is shown in another way than the file asks for. */
  readonly warnings: readonly string[];
}

/** Timelines as files of editing systems, and back. */
export interface TimelineFileService {
  /**
   * Reads an OpenTimelineIO file or a CMX 3600 list as a timeline that can be published. Publishes nothing.
   * @throws `import_unreadable` with the line, `video_not_found`, `timeline_gap`, `clips_overlap`, `empty_timeline`,
   * `invalid_request`
   */
  import(request: TimelineImport): Promise<TimelineFile>;
  /**
   * Writes a timeline as an OpenTimelineIO file.
   * @throws `video_not_found`, `invalid_time`, as planning does
   */
  export(request: { readonly timeline: TimelineInput; readonly name?: string }): Promise<string>;
}
