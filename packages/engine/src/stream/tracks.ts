import type { AudioTrack, VideoTrack } from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import type { LibraryVersion } from "../library/library.ts";
import { SILENCE, SILENCE_VERSION } from "../library/silence.ts";
import { type Plan, spansOf } from "./plan.ts";

/** A span of a plan with the tracks that one variant plays of it, and its place on the timeline. */
export interface TrackSpan {
  readonly version: string;
  readonly video: VideoTrack;
  readonly audio: AudioTrack;
  /** Version under which the audio is addressed: silence has one of its own. */
  readonly audioVersion: string;
  readonly from: number;
  readonly to: number;
  /** Flicks on the timeline at which the span starts. */
  readonly start: number;
  /** Flicks. */
  readonly duration: number;
  /** Numbers of the clips `[firstClip, lastClip]` that it is made of. */
  readonly firstClip: number;
  readonly lastClip: number;
}

/** Variants that a plan's stream has: as many as the source with most renditions. */
export function variantCount(plan: Plan): number {
  return Math.max(...Object.values(plan.renditions).map(({ video }) => video.length));
}

/**
 * Binds a plan to tracks. Variant `n` takes each source's `n`-th tallest rendition, or its lowest where it has fewer.
 * @throws CutstreamError `internal` where a rendition of the plan is gone.
 */
export function trackSpans(
  plan: Plan,
  versions: ReadonlyMap<string, LibraryVersion>,
  variant: number,
): TrackSpan[] {
  let start = 0;
  return spansOf(plan).map((span) => {
    const { version, from, to } = span;
    const found = versions.get(version);
    const names = plan.renditions[version]?.video ?? [];
    const name = names[Math.min(variant, names.length - 1)];
    const video = found?.video.find(({ index }) => index.rendition === name);
    if (!found || !video)
      throw new CutstreamError("internal", `Rendition ${name} of version ${version} is gone.`);
    const audio = plan.renditions[version]?.audio ? found.audio : null;
    const duration = (to - from) * video.frameFlicks;
    const audioVersion = audio ? version : SILENCE_VERSION;
    const bound: TrackSpan = { ...span, video, audio: audio ?? SILENCE, audioVersion, start, duration };
    start += duration;
    return bound;
  });
}
