import type { AdsInput } from "./ad-types.ts";
import type { ExportOptions } from "./export-types.ts";
import { type RunningExport, startExport } from "./exports.ts";
import type { Http } from "./http.ts";
import type { Moment } from "./memory-types.ts";
import type { MusicInput, MusicOptions } from "./music-types.ts";
import { type OverlaySpec, toOverlay } from "./overlay-spec.ts";
import type { SubtitleInput } from "./subtitle-types.ts";
import type { OverlayInput, ReframeInput } from "./surface-types.ts";
import type { Cancellable, Clip, Plan, PublishOptions, Stream } from "./types.ts";

/** Which part of a video, where the video is given beside it. */
export type ClipRange = Omit<Clip, "video">;

/**
 * Clips in an order. Immutable: every change gives a new timeline, so that one can be kept and built upon. Nothing
 * touches the network before {@link Timeline.plan} and {@link Timeline.stream}.
 *
 * @example
 * ```ts
 * const intro = cs.timeline().add("opener", { start: 0, end: 3 });
 * const ann = await intro.add("match", { start: "1001/30000", end: 12.5 }).stream({ user: "ann", ttl: "7d" });
 * const bob = await intro.add("match", { start: { frame: 900 }, end: { frame: 1200 } }).stream({ user: "bob" });
 * ```
 */
export interface Timeline {
  readonly clips: readonly Clip[];
  readonly subtitles: readonly SubtitleInput[];
  readonly overlays: readonly OverlayInput[];
  /** Undefined: every picture keeps its own shape. */
  readonly shape: ReframeInput | undefined;
  /** Undefined: the clips' own sound alone. */
  readonly bed: MusicInput | undefined;
  /** Undefined: no breaks. */
  readonly breaks: AdsInput | undefined;
  /** With a clip at its end: given whole, as a moment found, or as a video and a part of it. */
  add(clip: Clip | Moment): Timeline;
  add(video: string | { readonly id: string }, range: ClipRange): Timeline;
  /** With subtitles in one language more: of what is said, unless another source is given. */
  subtitle(subtitles: SubtitleInput): Timeline;
  /**
   * With something drawn over the picture by players; the media stays as it is.
   * @example
   * ```ts
   * timeline
   *   .overlay({ image: "brand.png", position: "top-right", opacity: 0.85 })
   *   .overlay({ text: "Half time", clip: 3, position: "bottom", fade: { in: 0.3, out: 0.3 } })
   *   .overlay({ template: "{h} : {a}", values: [{ at: 0, values: { h: 0, a: 0 } }, { at: 61, values: { h: 1 } }] });
   * ```
   */
  overlay(overlay: OverlaySpec): Timeline;
  /**
   * In another shape, which players give it.
   * @example
   * ```ts
   * timeline.reframe({ aspect: "9:16" });
   * timeline.reframe({ aspect: "9:16", mode: "smart" }); // follows who is seen
   * ```
   */
  reframe(shape: ReframeInput): Timeline;
  /**
   * With another video's sound under all clips, in place of theirs or mixed with it.
   * @example timeline.music("theme", { mode: "mix", gain: -6, duck: 12, loop: true })
   */
  music(video: string | { readonly id: string }, options?: MusicOptions): Timeline;
  /**
   * With breaks for ads at the scene boundaries nearest to the places wished. What else is on the timeline counts its
   * time without them. A slot for which there is no ad in time is left out, and the plan's warnings say why.
   * @example
   * ```ts
   * timeline.ads({
   *   slots: [{ at: "pre" }, { at: 60, within: 15, duration: 30, count: 2 }],
   *   decide: { kind: "vast", url: "https://ads.example/vast?pos=[BREAKPOSITION]" },
   *   filters: { content: { $not: { labels: "violence" } } },
   * });
   * ```
   */
  ads(ads: AdsInput): Timeline;
  /** It as an OpenTimelineIO file, for editing systems; {@link Timelines.fromOTIO} reads it back. */
  toOTIO(options?: Cancellable & { readonly name?: string }): Promise<string>;
  /** What would be served, and how exact it is; publishes nothing. @throws CutstreamError `invalid_time`, … */
  plan(options?: Cancellable): Promise<Plan>;
  /** Publishes it as a stream. @throws CutstreamError `empty_timeline`, `invalid_time`, `video_not_ready`, … */
  stream(options?: PublishOptions & Cancellable): Promise<Stream>;
  /**
   * Makes a file of it, in the background: a film, its sound, or pictures of it. Nothing is encoded for a film but what
   * `burn` names.
   * @example
   * ```ts
   * const job = await timeline.export({ burn: ["overlays", "subtitles"] });
   * for await (const { progress } of job.progress()) console.log(progress);
   * const { files } = await job.done();
   * ```
   */
  export(options?: ExportOptions & Cancellable): Promise<RunningExport>;
}

/** A timeline of these clips. */
export function createTimeline(http: Http, clips: readonly (Clip | Moment)[] = []): Timeline {
  return editTimeline(http, {
    clips: clips.map(toClip),
    subtitles: [],
    overlays: [],
    shape: undefined,
    bed: undefined,
    breaks: undefined,
  });
}

/** A timeline as the server takes and gives it. */
export interface TimelineParts {
  readonly clips: readonly Clip[];
  readonly subtitles?: readonly SubtitleInput[];
  readonly overlays?: readonly OverlayInput[];
  readonly reframe?: ReframeInput;
  readonly music?: MusicInput;
  readonly ads?: AdsInput;
}

/** A timeline of these parts. */
export function timelineOf(http: Http, parts: TimelineParts): Timeline {
  const { clips, subtitles = [], overlays = [], reframe, music, ads } = parts;
  return editTimeline(http, { clips, subtitles, overlays, shape: reframe, bed: music, breaks: ads });
}

/** What a timeline is made of. */
interface Edit {
  readonly clips: readonly Clip[];
  readonly subtitles: readonly SubtitleInput[];
  readonly overlays: readonly OverlayInput[];
  readonly shape: ReframeInput | undefined;
  readonly bed: MusicInput | undefined;
  readonly breaks: AdsInput | undefined;
}

function editTimeline(http: Http, edit: Edit): Timeline {
  const clips = Object.freeze(edit.clips.map((clip) => Object.freeze(clip)));
  const subtitles = Object.freeze(edit.subtitles.map((one) => Object.freeze({ ...one })));
  const overlays = Object.freeze(edit.overlays.map((one) => Object.freeze(one)));
  const shape = edit.shape && Object.freeze({ ...edit.shape });
  const bed = edit.bed && Object.freeze({ ...edit.bed });
  const breaks = edit.breaks && Object.freeze({ ...edit.breaks });
  const timeline: TimelineParts = {
    clips,
    ...(subtitles.length > 0 && { subtitles }),
    ...(overlays.length > 0 && { overlays }),
    ...(shape && { reframe: shape }),
    ...(bed && { music: bed }),
    ...(breaks && { ads: breaks }),
  };
  return Object.freeze({
    clips,
    subtitles,
    overlays,
    shape,
    bed,
    breaks,
    add: (first: Clip | Moment | string | { readonly id: string }, range?: ClipRange) =>
      editTimeline(http, { ...edit, clips: [...clips, toClip(clipOf(first, range))] }),
    subtitle: (one: SubtitleInput) => editTimeline(http, { ...edit, subtitles: [...subtitles, one] }),
    overlay: (one: OverlaySpec) => editTimeline(http, { ...edit, overlays: [...overlays, toOverlay(one)] }),
    reframe: (next: ReframeInput) => editTimeline(http, { ...edit, shape: next }),
    music: (video: string | { readonly id: string }, options: MusicOptions = {}) =>
      editTimeline(http, {
        ...edit,
        bed: { video: typeof video === "string" ? video : video.id, ...options },
      }),
    ads: (next: AdsInput) => editTimeline(http, { ...edit, breaks: next }),
    toOTIO: async ({ signal, ...options }: Cancellable & { readonly name?: string } = {}) => {
      const answer = await http.send("/v1/timelines/export", {
        ...(signal === undefined ? {} : { signal }),
        method: "POST",
        json: { timeline, ...options },
      });
      return answer.text();
    },
    plan: (options?: Cancellable) =>
      http.json<Plan>("/v1/plan", { ...options, method: "POST", json: { timeline } }),
    stream: ({ signal, ...options }: PublishOptions & Cancellable = {}) =>
      http.json<Stream>("/v1/streams", {
        ...(signal === undefined ? {} : { signal }),
        method: "POST",
        json: { timeline, ...options },
      }),
    export: (options?: ExportOptions & Cancellable) => startExport(http, { timeline }, options),
  });
}

function clipOf(
  first: Clip | Moment | string | { readonly id: string },
  range: ClipRange | undefined,
): Clip | Moment {
  if (range === undefined) return first as Clip | Moment;
  return { video: typeof first === "string" ? first : "id" in first ? first.id : first.video, ...range };
}

/** A moment is cut where it was found, to the frame. */
function toClip(clip: Clip | Moment): Clip {
  if (!("startFrame" in clip)) return { ...clip };
  return { video: clip.video, start: { frame: clip.startFrame }, end: { frame: clip.endFrame } };
}
