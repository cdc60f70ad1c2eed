import type { Schedule } from "cutstream/overlay";
import type { HlsConfig } from "hls.js";
import type { Failure } from "../failure.ts";
import type { RenditionList } from "../renditions.ts";

/** What plays a stream in a video element. */
export interface Engine {
  /** Ends, and leaves the video without a source. */
  destroy(): void;
}

export interface EngineRequest {
  readonly video: HTMLVideoElement;
  /** What the video lies in, and overlays are drawn in. */
  readonly stage: HTMLElement;
  /** Where captions are drawn. */
  readonly captions: HTMLElement;
  /** Absolute http(s) address. */
  readonly url: string;
  /** Seconds at which playing starts; undefined: where the stream says. */
  readonly startAt: number | undefined;
  /** Address of hls.js' worker, of the page's own origin; undefined: the page's thread does its work. */
  readonly workerPath: string | undefined;
  readonly cmcd: HlsConfig["cmcd"];
  readonly renditions: RenditionList;
  readonly onSchedule: (schedule: Schedule) => void;
  /** Called once, when it cannot go on: then it is to be destroyed. */
  readonly onFailure: (failure: Failure) => void;
}
