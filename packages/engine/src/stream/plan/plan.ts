import { AAC_FRAME_SAMPLES, FLICKS_PER_SECOND, flicksPerSample, formatRational } from "@cutstream/media";
import type { AdBreaks } from "../../ads/breaks.ts";
import type { Container, Render } from "../../api/streams.ts";
import type { ClipInput, TimelineInput } from "../../api/timeline.ts";
import { CutstreamError } from "../../errors.ts";
import { type LibraryVersion, mainTrack } from "../../library/library.ts";
import type { ShotSubjects } from "../../subjects/subject.ts";
import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import { type PlannedMusic, planMusic } from "../../timeline/plan-music.ts";
import { planSurface } from "../../timeline/plan-surface.ts";
import type { PlannedAds } from "../../timeline/planned-ads.ts";
import type { PlannedImage, Surface, SurfaceClip } from "../../timeline/surface.ts";
import { chooseFrame } from "../../timeline/time-input.ts";
import { withoutTracks } from "../../timeline/tracks.ts";
import { insertBreaks, shiftOverlays } from "./ad-breaks.ts";
import type { PlanClip } from "./plan-clip.ts";

/** Renditions of a version that a stream uses, as they were when it was published. */
export interface PlannedRenditions {
  /** Names of video renditions, tallest first. */
  readonly video: readonly string[];
  readonly audio: string | null;
}

/**
 * A timeline, decided: integers only, and everything that playlists are made from besides sample indexes. The same
 * plan projects to byte-identical playlists, on any node.
 */
export interface Plan {
  readonly container: Container;
  /** Renditions of text; left out where there are none. */
  readonly subtitles?: readonly PlannedSubtitles[];
  readonly clips: readonly PlanClip[];
  readonly renditions: Readonly<Record<string, PlannedRenditions>>;
  /** What is drawn over and around the picture, if anything. */
  readonly surface?: Surface;
  /** Music under all clips, if any. */
  readonly music?: PlannedMusic;
  /** `segments`: surface and captions are encoded into the pictures; left out where players draw them. */
  readonly render?: "segments";
  /** Number of the subtitles that are encoded into the pictures, and no rendition for that; left out: of none. */
  readonly captions?: number;
  /** Breaks that were filled, if any were asked for. */
  readonly ads?: PlannedAds;
  readonly warnings: readonly string[];
}

/** Clips beyond this are refused: a playlist of them would be larger than players take. */
export const MOST_CLIPS = 2000;

export interface PlanOptions {
  readonly container: Container;
  /** Who draws the surface. Default `player`. */
  readonly render?: Render;
  /** Clips to move to key frames although they asked to be exact, and why: their heads cannot be made now. */
  readonly withoutHeads?: { readonly clips: ReadonlySet<number>; readonly reason: string };
  /** Assets by the ids and names that overlays give. */
  readonly images?: ReadonlyMap<string, PlannedImage>;
  /** Shots of the videos whose subjects are known: smart reframes follow them. Others' windows stand still. */
  readonly subjects?: ReadonlyMap<string, readonly ShotSubjects[]>;
  /** Breaks to put into the clips; `versions` then holds those of the ads that become clips. */
  readonly breaks?: AdBreaks;
}

/**
 * Decides which frames every clip shows.
 * @param versions the version to use of each video named in the timeline.
 * @throws CutstreamError `empty_timeline`, `too_many_clips`, `invalid_time`, `empty_range`, `video_not_found`,
 * `clips_overlap`, `timeline_gap`, `invalid_overlay`, `too_many_overlays`, `invalid_reframe`, `asset_not_found`,
 * `invalid_music`
 */
export function planTimeline(
  asked: TimelineInput,
  versions: ReadonlyMap<string, LibraryVersion>,
  { container, render, withoutHeads, images = new Map(), subjects, breaks }: PlanOptions,
): Plan {
  const timeline = withoutTracks(asked, versions);
  if (timeline.clips.length === 0) {
    throw new CutstreamError("empty_timeline", "The timeline has no clips.", { path: "timeline.clips" });
  }
  if (timeline.clips.length > MOST_CLIPS) {
    const message = `The timeline has ${timeline.clips.length} clips; a stream takes ${MOST_CLIPS}.`;
    throw new CutstreamError("too_many_clips", message, { path: "timeline.clips" });
  }
  const clips: PlanClip[] = [];
  const renditions: Record<string, PlannedRenditions> = {};
  timeline.clips.forEach((clip, n) => {
    const path = `timeline.clips[${n}]`;
    const version = versions.get(clip.video);
    if (!version) {
      throw new CutstreamError("video_not_found", `${path}.video names no video: ${clip.video}.`, {
        path: `${path}.video`,
      });
    }
    renditions[version.id] ??= renditionsOf(version);
    const asked = askedRange(clip, version, path);
    const snap = clip.cut === "snap" || withoutHeads?.clips.has(n);
    clips.push(snap ? snapped(asked, version) : exactly(asked, version, clips.at(-1)));
  });
  const plain: Plan = { container, clips, renditions, warnings: [] };
  assertAudible(plain, versions);
  const broken = breaks && insertBreaks(clips, breaks, versions);
  const shown = broken?.clips ?? clips;
  for (const { video, version } of shown) {
    const played = versions.get(video);
    if (played) renditions[version] ??= renditionsOf(played);
  }
  const drawn = planSurface(timeline, surfaceClips(clips, versions), images, {
    shown: surfaceClips(shown, versions),
    place: (overlays) => shiftOverlays(overlays, broken?.shifts ?? []),
    ...(subjects && { subjects }),
  });
  const music = timeline.music && planMusic(timeline.music, versions);
  return {
    ...plain,
    ...(broken && { clips: broken.clips, ads: broken.ads }),
    ...(drawn && { surface: drawn.surface }),
    ...(drawn && render === "segments" && { render }),
    ...(music && { music }),
    warnings: [...warningsOf(shown, versions, withoutHeads, music), ...(drawn?.warnings ?? [])],
  };
}

/** Clips as overlays and windows are laid over them. */
function surfaceClips(
  clips: readonly PlanClip[],
  versions: ReadonlyMap<string, LibraryVersion>,
): SurfaceClip[] {
  let start = 0;
  return clips.flatMap(({ video, from, to }) => {
    const version = versions.get(video);
    if (!version) return [];
    const { width, height, frameRate } = version.manifest;
    const { frameFlicks } = mainTrack(version);
    const duration = (to - from) * frameFlicks;
    const clip = { video, start, duration, from, to, frameRate, frameFlicks, width, height };
    start += duration;
    return [clip];
  });
}

/** One AAC frame at 44.1 kHz, the longest that is served. */
const SHORTEST_JOINED = AAC_FRAME_SAMPLES * flicksPerSample(44_100);

/**
 * Refuses spans beside others that are shorter than an AAC frame (one picture at 50 a second, say): their sound would
 * outlast them, each time anew, and move against the picture.
 */
function assertAudible(plan: Plan, versions: ReadonlyMap<string, LibraryVersion>): void {
  const spans = spansOf(plan);
  if (spans.length === 1) return;
  for (const { from, to, firstClip } of spans) {
    const version = versions.get(plan.clips[firstClip]?.video ?? "");
    const duration = version ? (to - from) * mainTrack(version).frameFlicks : 0;
    if (duration >= SHORTEST_JOINED) continue;
    const path = `timeline.clips[${firstClip}]`;
    const milliseconds = (flicks: number) => ((flicks * 1000) / FLICKS_PER_SECOND).toFixed(1);
    const message = `${path} lasts ${milliseconds(duration)} ms; beside others a clip must last ${milliseconds(SHORTEST_JOINED)} ms, a frame of sound.`;
    throw new CutstreamError("empty_range", message, { path });
  }
}

interface AskedRange {
  readonly video: string;
  readonly start: { readonly frame: number; readonly error: number };
  readonly end: { readonly frame: number; readonly error: number };
}

function askedRange(clip: ClipInput, { manifest }: LibraryVersion, path: string): AskedRange {
  const start = chooseFrame(clip.start, manifest.frameRate, manifest.frameCount, `${path}.start`);
  const end = chooseFrame(clip.end, manifest.frameRate, manifest.frameCount, `${path}.end`);
  if (end.frame > start.frame) return { video: clip.video, start, end };
  const what = end.frame === start.frame ? "holds no frame" : "ends before it starts";
  const message = `${path} ${what}: frame ${start.frame} to frame ${end.frame} at ${formatRational(manifest.frameRate)} frames a second.`;
  throw new CutstreamError("empty_range", message, { path });
}

/** A clip that goes on where the one before it ended needs no head, wherever that is. */
function exactly(
  { video, start, end }: AskedRange,
  version: LibraryVersion,
  before: PlanClip | undefined,
): PlanClip {
  const goesOn = before?.version === version.id && before.to === start.frame;
  const method = goesOn || mainTrack(version).isKey(start.frame) ? "aligned" : "head";
  return {
    video,
    version: version.id,
    from: start.frame,
    to: end.frame,
    method,
    startError: start.error,
    endError: end.error,
  };
}

function snapped({ video, start, end }: AskedRange, version: LibraryVersion): PlanClip {
  const track = mainTrack(version);
  const last = track.keyAtOrBefore(version.manifest.frameCount - 1);
  const from = Math.min(track.nearestKey(start.frame), last);
  const to = Math.max(track.nearestKey(end.frame), track.keyAtOrAfter(from + 1));
  const startError = start.error + from - start.frame;
  const endError = end.error + to - end.frame;
  return { video, version: version.id, from, to, method: "snap", startError, endError };
}

function renditionsOf({ video, audio }: LibraryVersion): PlannedRenditions {
  return { video: video.map(({ index }) => index.rendition), audio: audio?.index.rendition ?? null };
}

function warningsOf(
  shown: readonly PlanClip[],
  versions: ReadonlyMap<string, LibraryVersion>,
  withoutHeads: PlanOptions["withoutHeads"],
  music: PlannedMusic | undefined,
): string[] {
  const warnings: string[] = [];
  if (withoutHeads) {
    const { clips, reason } = withoutHeads;
    warnings.push(
      `Moved to key frames, since no head can be made now (${reason}): clips ${[...clips].join(", ")}.`,
    );
  }
  const videos = [...new Set(shown.map(({ video }) => video))];
  const silent = videos.filter((video) => !versions.get(video)?.audio);
  if (silent.length > 0 && silent.length < videos.length && music?.mode !== "replace") {
    warnings.push(`Silence stands in for videos without sound: ${silent.join(", ")}.`);
  }
  return warnings;
}

/**
 * Clips that follow one another in the same source, merged: a stream has a join only where its source jumps, or an ad
 * begins or ends.
 */
export interface Span {
  readonly version: string;
  readonly from: number;
  readonly to: number;
  /** Numbers of the clips `[firstClip, lastClip]` that it is made of. */
  readonly firstClip: number;
  readonly lastClip: number;
}

/** The spans of a plan, in order. */
export function spansOf(plan: Plan): Span[] {
  const spans: { -readonly [K in keyof Span]: Span[K] }[] = [];
  plan.clips.forEach(({ version, from, to, ad }, clip) => {
    const last = spans.at(-1);
    const goesOn = last?.version === version && last.to === from && !ad && !plan.clips[clip - 1]?.ad;
    if (last && goesOn) {
      last.to = to;
      last.lastClip = clip;
    } else {
      spans.push({ version, from, to, firstClip: clip, lastClip: clip });
    }
  });
  return spans;
}
