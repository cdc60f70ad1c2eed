import {
  averageBandwidth,
  type DateRange,
  lintMultivariant,
  type MediaPlaylist,
  type MultivariantPlaylist,
  peakBandwidth,
  targetDurationOf,
  type Variant,
  VIDEO_TIMESCALE,
  writeMediaPlaylist,
  writeMultivariantPlaylist,
} from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import { renderedCodec } from "../../render/render-settings.ts";
import { formatMediaPath, type InitPath, type MediaPath } from "../address/media-path.ts";
import { type Form, type ProjectedSegment, type Projection, project } from "../project/project.ts";
import type { BoundPlan, TrackSpan } from "../project/tracks.ts";
import { type AdStreamUrl, adRanges } from "./ad-ranges.ts";
import { datePlaylist, surfaceDates } from "./date-playlist.ts";
import { segmentSizes } from "./segment-sizes.ts";
import { listedSubtitles, SUBTITLES_GROUP, textPlaylists } from "./text-playlists.ts";

/** Every playlist of a stream in one form, by file name. */
export interface StreamPlaylists {
  readonly multivariant: string;
  /** `v0`, `v1` …: video variants; `a0`: audio; `s0`, `s1` …: text. */
  readonly media: ReadonlyMap<string, string>;
}

export interface PlaylistRequest {
  readonly bound: BoundPlan;
  readonly form: Form;
  /** What media paths are appended to: `/m/`, or a CDN's address. */
  readonly mediaBase: string;
  /** What names of assets are appended to: `/a/`. */
  readonly assetBase: string;
  /** Where an ad plays by itself. */
  readonly adStreamUrl: AdStreamUrl;
  /** Bytes of heads that exist, by their blobs' keys; others are estimated from the frames they replace. */
  readonly headSizes: ReadonlyMap<string, number>;
}

/** `EXT-X-VERSION`: 7 for initialisation segments in a playlist that is not I-frames only, 3 for fractional durations. */
const VERSION = { fmp4: 7, ts: 3 } as const;

/**
 * Renders all playlists of a plan and holds them against the rules (RFC 8216, Apple's authoring specification).
 * @throws CutstreamError `internal` where a playlist breaks a rule: it must not be published.
 */
export function renderPlaylists(request: PlaylistRequest): StreamPlaylists {
  const { bound, form } = request;
  const { container } = bound.plan;
  const media = new Map<string, MediaPlaylist>();
  const dates = [
    ...surfaceDates(bound, request.assetBase),
    ...(bound.plan.ads ? adRanges(bound.plan.ads, request.adStreamUrl) : []),
  ];
  const variants = bound.variants.map((spans, variant) => {
    const projection = project(spans, form);
    const target = Math.max(targetDurationOf(projection.video), targetDurationOf(projection.audio));
    if (container === "ts") {
      media.set(`v${variant}`, mediaPlaylist(request, transport(projection), target, dates));
    } else {
      media.set(`v${variant}`, mediaPlaylist(request, projection.video, target, dates));
      if (variant === 0) media.set("a0", mediaPlaylist(request, projection.audio, target, dates));
    }
    return describeVariant(request, variant, spans, projection, target);
  });
  const text = textPlaylists({ ...request, uriOf: (name) => uriOf(name, form) });
  for (const [name, playlist] of text.media) media.set(name, playlist);
  const multivariant: MultivariantPlaylist = {
    version: VERSION[container],
    independentSegments: true,
    renditions: [...(container === "ts" ? [] : [audioRendition(form)]), ...text.renditions],
    variants,
  };
  assertClean(multivariant, new Map([...media].map(([name, playlist]) => [uriOf(name, form), playlist])));
  return {
    multivariant: writeMultivariantPlaylist(multivariant),
    media: new Map([...media].map(([name, playlist]) => [name, writeMediaPlaylist(playlist)])),
  };
}

const uriOf = (name: string, form: Form): string =>
  `r/${name}.m3u8${form === "continuous" ? "?form=continuous" : ""}`;

const audioRendition = (form: Form) =>
  ({
    type: "AUDIO",
    groupId: "audio",
    name: "Original",
    default: true,
    autoselect: true,
    channels: 2,
    uri: uriOf("a0", form),
  }) as const;

function mediaPlaylist(
  { bound, mediaBase, form }: PlaylistRequest,
  segments: readonly ProjectedSegment[],
  targetDuration: number,
  dates: readonly DateRange[],
): MediaPlaylist {
  const uri = (path: MediaPath) => mediaBase + formatMediaPath(path);
  let init: InitPath | null = null;
  let map = "";
  const playlist: MediaPlaylist = {
    version: VERSION[bound.plan.container],
    targetDuration,
    independentSegments: true,
    playlistType: "VOD",
    mediaSequence: 0,
    endList: true,
    ...(form === "default" && startsBetweenMicroseconds(bound) ? { start: JUST_AFTER_START } : {}),
    segments: segments.map((segment) => {
      const written = {
        uri: uri(segment.path),
        duration: segment.duration,
        discontinuity: segment.jump && form === "default",
      };
      if (!segment.init) return written;
      if (init?.version !== segment.init.version || init.rendition !== segment.init.rendition) {
        init = segment.init;
        map = uri(init);
      }
      return { ...written, map };
    }),
  };
  return datePlaylist(playlist, dates);
}

/** A tenth of a millisecond, in flicks. */
const JUST_AFTER_START = 70_560;

/**
 * Whether the first frame's own timestamp is no whole number of microseconds. Browsers count in those, so what Firefox
 * has buffered then begins some microseconds after zero, and hls.js jumps over that hole by a tenth of a second: three
 * frames nobody sees. A start within the first frame, yet after the hole, keeps it from jumping.
 */
function startsBetweenMicroseconds({ variants }: BoundPlan): boolean {
  const first = variants[0]?.[0];
  return (
    first !== undefined && (first.from * first.video.index.frameTicks * 1_000_000) % VIDEO_TIMESCALE !== 0
  );
}

/** Video and audio segments of the same stretches as one MPEG-TS segment each. */
function transport({ video, audio }: Projection): ProjectedSegment[] {
  return video.map((segment, n) => {
    const sound = audio[n]?.path;
    if (!sound) throw new RangeError(`Video segment ${n} has no audio beside it.`);
    return { ...segment, path: { kind: "transport", video: segment.path, audio: sound }, init: null };
  });
}

function describeVariant(
  { bound, form, headSizes }: PlaylistRequest,
  variant: number,
  spans: readonly TrackSpan[],
  projection: Projection,
  target: number,
): Variant {
  const { container } = bound.plan;
  const sizes = segmentSizes({ spans, projection, container, headSizes });
  const average = averageBandwidth(sizes);
  const shown = [...new Map(spans.map((span) => [span.version, shownAs(span)])).values()];
  const inBand = form === "continuous" && container === "fmp4";
  const codecs = [
    ...shown.map(({ codec }) => (inBand ? codec.replace("avc1", "avc3") : codec)),
    ...spans.map(({ audio }) => audio.index.codec),
  ];
  const tallest = shown.reduce((a, b) => (b.height > a.height ? b : a));
  const rates = shown.map(({ frameRate }) => frameRate.num / frameRate.den);
  return {
    uri: uriOf(`v${variant}`, form),
    bandwidth: Math.max(peakBandwidth(sizes, target), average),
    averageBandwidth: average,
    codecs: [...new Set(codecs)].sort(),
    resolution: { width: tallest.width, height: tallest.height },
    frameRate: Math.max(...rates),
    ...(container === "ts" ? {} : { audioGroup: "audio" }),
    ...(listedSubtitles(bound.plan).length > 0 ? { subtitlesGroup: SUBTITLES_GROUP } : {}),
  };
}

/** What decoders must be ready for in a span. */
function shownAs({ video, rendered }: TrackSpan) {
  const { width, height, codec, frameRate } = video.index;
  if (!rendered) return { width, height, codec, frameRate };
  return { ...rendered, codec: renderedCodec(video, rendered), frameRate };
}

function assertClean(multivariant: MultivariantPlaylist, media: ReadonlyMap<string, MediaPlaylist>): void {
  const findings = lintMultivariant(multivariant, media);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const list = errors.slice(0, 5).map(({ rule, message }) => `${rule}: ${message}`);
  throw new CutstreamError("internal", `The playlists break ${errors.length} rules: ${list.join(" ")}`);
}
