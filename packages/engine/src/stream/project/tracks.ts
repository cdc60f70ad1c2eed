import { type AudioTrack, cutRange, segmentBoundaries, type VideoTrack } from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import { type LibraryVersion, mainTrack } from "../../library/library.ts";
import { SILENCE, SILENCE_VERSION } from "../../library/silence.ts";
import type { Size } from "../../render/output-size.ts";
import { type PlannedMusic, playsAsItIs } from "../../timeline/plan-music.ts";
import { type CaptionTexts, captionsOf, layCaptions } from "../captions/lay-captions.ts";
import type { PlacedSpan } from "../captions/span-text.ts";
import type { Piece } from "../encoding/piece.ts";
import { type RenderPieces, renderPieces } from "../encoding/render-pieces.ts";
import { type Plan, type Span, spansOf } from "../plan/plan.ts";

/** A span of a plan with the tracks that one variant plays of it, and its place on the timeline. */
export interface TrackSpan extends Span {
  readonly video: VideoTrack;
  /** What is heard: the source's own sound, or music in place of it. */
  readonly audio: AudioTrack;
  /** Version under which the audio is addressed: silence has one of its own. */
  readonly audioVersion: string;
  /** The music that is heard, if it is; the same in all spans of a plan that have one. */
  readonly bed?: Bed;
  /** Flicks on the timeline at which the span starts. */
  readonly start: number;
  /** Flicks. */
  readonly duration: number;
  /** Its segments: they follow one another without a hole from its first frame to its last. */
  readonly pieces: readonly Piece[];
  /** Pixels of its rendered segments, and of what is shown of it; undefined where none is rendered. */
  readonly rendered?: Size;
}

/** Music under all spans of a plan, with its track. */
export interface Bed {
  readonly music: PlannedMusic;
  readonly track: AudioTrack;
  /** Null: plays as it is. Otherwise what is heard is encoded, and this is the span's own sound in it, if any. */
  readonly mixed: { readonly own: { readonly version: string; readonly rendition: string } | null } | null;
  /** Flicks that the spans with music last together. */
  readonly duration: number;
}

/** A plan with the sample indexes that it plays: worked out once for all that is made of it. */
export interface BoundPlan {
  readonly plan: Plan;
  readonly versions: ReadonlyMap<string, LibraryVersion>;
  /** Spans of each variant, tallest first; as many variants as the source with most renditions has. */
  readonly variants: readonly (readonly TrackSpan[])[];
}

/**
 * Binds a plan to tracks. Variant `n` takes each source's `n`-th tallest rendition, or its lowest where it has fewer.
 * @param versions at least those that the plan plays, its music's among them, by their own id.
 * @param texts those that its captions are made of, if it has some.
 * @throws CutstreamError `internal` where a rendition of the plan is gone.
 */
export function bindPlan(
  plan: Plan,
  versions: ReadonlyMap<string, LibraryVersion>,
  texts: CaptionTexts = new Map(),
): BoundPlan {
  const spans = spansOf(plan);
  const count = Math.max(...Object.values(plan.renditions).map(({ video }) => video.length));
  const captions = captionsOf(plan) && layCaptions(plan, placeSpans(spans, versions), texts);
  const render = plan.render && renderPieces(plan.surface, captions);
  const variants = Array.from({ length: count }, (_, variant) =>
    sameInits(bindSpans(plan, spans, versions, variant, render)),
  );
  return { plan, versions, variants };
}

/** Where spans are on the timeline; all renditions of a version have its frame rate. */
function placeSpans(spans: readonly Span[], versions: ReadonlyMap<string, LibraryVersion>): PlacedSpan[] {
  let start = 0;
  return spans.map((span) => {
    const version = versions.get(span.version);
    const frameFlicks = version ? mainTrack(version).frameFlicks : 0;
    const placed = { ...span, start, frameFlicks };
    start += (span.to - span.from) * frameFlicks;
    return placed;
  });
}

function bindSpans(
  plan: Plan,
  spans: readonly Span[],
  versions: ReadonlyMap<string, LibraryVersion>,
  variant: number,
  render: RenderPieces | undefined,
): TrackSpan[] {
  const music = bedOf(plan, versions);
  const pauses = plan.music?.ads !== "under";
  let start = 0;
  const bound = spans.map((span) => {
    const { version, from, to } = span;
    const found = versions.get(version);
    const names = plan.renditions[version]?.video ?? [];
    const name = names[Math.min(variant, names.length - 1)];
    const trackOf = (name?: string) => found?.video.find(({ index }) => index.rendition === name);
    const video = trackOf(name);
    if (!found || !video)
      throw new CutstreamError("internal", `Rendition ${name} of version ${version} is gone.`);
    const audio = plan.renditions[version]?.audio ? found.audio : null;
    const bed = pauses && plan.clips[span.firstClip]?.ad ? undefined : music;
    const duration = (to - from) * video.frameFlicks;
    const laid: TrackSpan = {
      ...span,
      video,
      ...soundOf(version, audio, bed),
      start,
      duration,
      pieces: cutPieces(video, from, to),
      ...render?.({ video, tallest: trackOf(names[0]) ?? video, from, to, start }),
    };
    start += duration;
    return laid;
  });
  const duration = bound.reduce((sum, span) => sum + (span.bed ? span.duration : 0), 0);
  return bound.map((span) => (span.bed ? { ...span, bed: { ...span.bed, duration } } : span));
}

/** What is heard in a span. Sound that is encoded has the format of silence, and its init segment. */
function soundOf(
  version: string,
  own: AudioTrack | null,
  bed: Bed | undefined,
): Pick<TrackSpan, "audio" | "audioVersion" | "bed"> {
  if (!bed) return { audio: own ?? SILENCE, audioVersion: own ? version : SILENCE_VERSION };
  if (playsAsItIs(bed.music)) return { audio: bed.track, audioVersion: bed.music.version, bed };
  const heard =
    own && bed.music.mode === "mix" ? { own: { version, rendition: own.index.rendition } } : { own: null };
  return { audio: SILENCE, audioVersion: SILENCE_VERSION, bed: { ...bed, mixed: heard } };
}

function bedOf({ music }: Plan, versions: ReadonlyMap<string, LibraryVersion>): Bed | undefined {
  if (!music) return undefined;
  const track = versions.get(music.version)?.audio;
  if (track?.index.rendition === music.rendition) return { music, track, mixed: null, duration: 0 };
  throw new CutstreamError("internal", `Rendition ${music.rendition} of version ${music.version} is gone.`);
}

/** All spans of a rendition get one initialisation segment: players need none anew where only pictures change. */
function sameInits(spans: readonly TrackSpan[]): TrackSpan[] {
  const sizes = new Map(spans.flatMap((span) => (span.rendered ? [[span.version, span.rendered]] : [])));
  return spans.map((span) => {
    const rendered = span.rendered ?? sizes.get(span.version);
    return rendered ? { ...span, rendered } : span;
  });
}

/** The segments of frames `[from, to)` of a track, and how each is made. */
export function cutPieces(video: VideoTrack, from: number, to: number): Piece[] {
  const boundaries = segmentBoundaries(video, from, to);
  return boundaries.slice(1).map((end, n) => {
    const start = boundaries[n] ?? from;
    return { from: start, to: end, cut: cutRange(video, start, end) };
  });
}
