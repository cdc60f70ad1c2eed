import type { SubtitleInput } from "./subtitle-types.ts";
import type { OverlayTime, ReframeInput } from "./surface-types.ts";
import type { Job, JobStatus, StoredError, Time } from "./types.ts";

/** Films with picture and sound, sound alone, or still pictures. */
export type ExportContainer = "mp4" | "m4a" | "jpg";

/** What can be encoded into the pictures. */
export type Burn = "overlays" | "subtitles" | "reframe";

/** A range of a video, which becomes a file of its own. */
export interface ExportRange {
  readonly video: string;
  readonly start: Time;
  /** Exclusive. */
  readonly end: Time;
  /** Name of the file, without its ending. */
  readonly name?: string;
}

/** Which frames become pictures: either `every` or `times`. */
export interface ExportPictures {
  /** One every so many seconds, the first at the beginning. */
  readonly every?: number;
  readonly times?: readonly OverlayTime[];
  /** Pixels across, where the video has as many. Default 640. */
  readonly width?: 160 | 320 | 640;
}

/** How something is exported. */
export interface ExportOptions {
  /** Default `mp4`. */
  readonly container?: ExportContainer;
  /** Of `mp4` alone. Default nothing: the samples of the stream are copied. */
  readonly burn?: readonly Burn[];
  /** Which subtitles are burnt in, by name or language. Default: the default ones, or the first. */
  readonly captions?: string;
  /** Of `jpg` alone, and needed there. */
  readonly pictures?: ExportPictures;
  /** Name of the file, or of all files, without its ending. Default `export`. */
  readonly name?: string;
}

/** What can be burnt into all ranges; times are those of each. */
export interface RangeDress<Overlay> {
  readonly overlays?: readonly Overlay[];
  readonly reframe?: ReframeInput;
  readonly subtitles?: readonly SubtitleInput[];
}

/** A file of an export. */
export interface ExportedFile {
  readonly name: string;
  /** Where it is, for good; null until it is made. */
  readonly url: string | null;
  readonly contentType: string;
  /** Bytes; null until it is made, and for pictures. */
  readonly size: number | null;
  /** Seconds; null for pictures, and for what cannot be made. */
  readonly duration: number | null;
  /** Seconds at which a picture is seen on its timeline. */
  readonly at?: number;
  /** Why it could not be made. */
  readonly error?: StoredError;
}

/** An export, and the job that makes it. */
export interface Export {
  readonly id: string;
  readonly container: ExportContainer;
  readonly status: JobStatus;
  readonly job: Job;
  readonly files: readonly ExportedFile[];
  readonly warnings: readonly string[];
}
