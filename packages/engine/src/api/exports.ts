import type { JobStatus, Page, StoredError } from "../seams/catalog.ts";
import type { JobView } from "./jobs.ts";
import type { SubtitleInput } from "./subtitles.ts";
import type { OverlayInput, OverlayTime, ReframeInput } from "./surface.ts";
import type { TimeInput, TimelineInput } from "./timeline.ts";

/** What an export makes: films with picture and sound, sound alone, or still pictures. */
export type ExportContainer = "mp4" | "m4a" | "jpg";

/** What can be encoded into the pictures. Without it an export copies the samples that streams are made of. */
export type Burn = "overlays" | "subtitles" | "reframe";

/** A range of a video, which becomes a file of its own. */
export interface ExportRange {
  readonly video: string;
  readonly start: TimeInput;
  /** Exclusive. */
  readonly end: TimeInput;
  /** Name of the file, without its ending. Default: the request's name and the range's number. */
  readonly name?: string;
}

/** Which frames become pictures, on the time of the timeline or the range. */
export interface ExportPictures {
  /** One every so many seconds, the first at the beginning. */
  readonly every?: number;
  /** Or these, in seconds or exact fractions of them. */
  readonly times?: readonly OverlayTime[];
  /** Pixels across, where the video has as many. Default 640. */
  readonly width?: 160 | 320 | 640;
}

/** What to export: exactly one of `timeline`, `stream` and `ranges`. */
export interface ExportRequest {
  /** One file of a timeline. */
  readonly timeline?: TimelineInput;
  /** One file of what a stream plays; the id of a video or of a moment's stream does as well. */
  readonly stream?: string;
  /** A file for each range. One that cannot be made does not keep the others from being made. */
  readonly ranges?: readonly ExportRange[];
  /** With `ranges`, what can be burnt into all of them; times are those of each range. */
  readonly overlays?: readonly OverlayInput[];
  readonly reframe?: ReframeInput;
  readonly subtitles?: readonly SubtitleInput[];
  /** Default `mp4`. */
  readonly container?: ExportContainer;
  /** Of `mp4` alone. Default nothing. */
  readonly burn?: readonly Burn[];
  /** Which subtitles are burnt in, by name or language. Default: the default ones, or the first. */
  readonly captions?: string;
  /** Of `jpg` alone, and needed there. */
  readonly pictures?: ExportPictures;
  /** Name of the file, or of all files, without its ending. Default `export`. */
  readonly name?: string;
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
export interface ExportView {
  readonly id: string;
  readonly container: ExportContainer;
  readonly status: JobStatus;
  readonly job: JobView;
  readonly files: readonly ExportedFile[];
  readonly warnings: readonly string[];
}

export interface ExportService {
  /**
   * Makes files, in the background. Whoever asks for the same gets the same export; one that failed or was cancelled is
   * begun again.
   * @throws `invalid_request`; for a timeline or a stream what publishing throws, and `stream_not_found`,
   * `stream_expired`, `stream_revoked`. Of ranges each file says itself what is wrong with it; where none can be made,
   * the first one's error is thrown.
   */
  create(request: ExportRequest): Promise<ExportView>;
  /** @throws `export_not_found` */
  get(id: string): Promise<ExportView>;
  /** All exports, oldest first, page by page. */
  list(query: { cursor?: string; limit?: number }): Promise<Page<ExportView>>;
  /**
   * Ends an export and takes its files back: their addresses are not found from now on, and what only they needed is
   * freed. A film that another export has too stays at its address; pictures are frames of their video, and stay.
   * @throws `export_not_found`
   */
  delete(id: string): Promise<void>;
}
