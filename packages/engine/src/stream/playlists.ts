import {
  avcCodecName,
  averageBandwidth,
  cutRange,
  lintMultivariant,
  type MediaPlaylist,
  type MultivariantPlaylist,
  peakBandwidth,
  targetDurationOf,
  type Variant,
  type VideoTrack,
  videoSegmentHeaderSize,
  writeMediaPlaylist,
  writeMultivariantPlaylist,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import type { LibraryVersion } from "../library/library.ts";
import { formatMediaPath, type InitPath, type MediaPath, type VideoPath } from "./media-path.ts";
import type { Plan } from "./plan.ts";
import { type Form, type ProjectedSegment, type Projection, project } from "./project.ts";
import { type TrackSpan, trackSpans, variantCount } from "./tracks.ts";

/** Every playlist of a stream in one form, by file name; the multivariant one is `index`. */
export interface StreamPlaylists {
  readonly multivariant: string;
  /** `v0`, `v1` …: video variants; `a0`: audio. */
  readonly media: ReadonlyMap<string, string>;
}

export interface PlaylistRequest {
  readonly plan: Plan;
  readonly versions: ReadonlyMap<string, LibraryVersion>;
  readonly form: Form;
  /** What media paths are appended to: `/m/`, or a CDN's address. */
  readonly mediaBase: string;
  /** Bytes of heads that exist, as {@link headBytes} names them; others are estimated from the frames they replace. */
  readonly headSizes: ReadonlyMap<string, number>;
}

/** `EXT-X-VERSION`: 7 for initialisation segments in a playlist that is not I-frames only, 3 for fractional durations. */
const VERSION = { fmp4: 7, ts: 3 } as const;

/** `BANDWIDTH` of a head not encoded yet: this times the bytes of the frames it replaces, for the IDR picture more. */
const HEAD_GROWTH = 1.5;

/**
 * Renders all playlists of a plan and holds them against the rules (RFC 8216, Apple's authoring specification).
 * @throws CutstreamError `internal` where a playlist breaks a rule: it must not be published.
 */
export function renderPlaylists(request: PlaylistRequest): StreamPlaylists {
  const { plan, versions, form } = request;
  const media = new Map<string, MediaPlaylist>();
  const variants: Variant[] = [];
  const count = variantCount(plan);
  for (let variant = 0; variant < count; variant++) {
    const spans = trackSpans(plan, versions, variant);
    const projection = project(spans, form);
    const target = Math.max(targetDurationOf(projection.video), targetDurationOf(projection.audio));
    if (plan.container === "ts") {
      media.set(`v${variant}`, mediaPlaylist(request, transport(projection), target));
    } else {
      media.set(`v${variant}`, mediaPlaylist(request, projection.video, target));
      if (variant === 0) media.set("a0", mediaPlaylist(request, projection.audio, target));
    }
    variants.push(describeVariant(request, variant, spans, projection, target));
  }
  const multivariant: MultivariantPlaylist = {
    version: VERSION[plan.container],
    independentSegments: true,
    renditions: plan.container === "ts" ? [] : [AUDIO_RENDITION(form)],
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

const AUDIO_RENDITION = (form: Form) =>
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
  { plan, mediaBase, form }: PlaylistRequest,
  segments: readonly ProjectedSegment[],
  targetDuration: number,
): MediaPlaylist {
  const uri = (path: MediaPath) => mediaBase + formatMediaPath(path);
  let init: InitPath | null = null;
  let map = "";
  return {
    version: VERSION[plan.container],
    targetDuration,
    independentSegments: true,
    playlistType: "VOD",
    mediaSequence: 0,
    endList: true,
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
  request: PlaylistRequest,
  variant: number,
  spans: readonly TrackSpan[],
  projection: Projection,
  target: number,
): Variant {
  const { headSizes, plan, form } = request;
  const tracks = new Map(spans.map((span) => [`${span.version}/${span.video.index.rendition}`, span]));
  const sizes = projection.video.map(({ path, duration }, n) => {
    const span = tracks.get(`${path.version}/${path.rendition}`);
    const sound = projection.audio[n]?.path;
    const audio = sound ? audioBytes(spans, sound.version, sound.first, sound.count) : 0;
    return { bytes: (span ? videoBytes(span.video, path, headSizes) : 0) + audio, duration };
  });
  const indexes = [...tracks.values()].map(({ video }) => video.index);
  const entry = form === "continuous" && plan.container === "fmp4" ? "avc3" : "avc1";
  const codecs = [
    ...indexes.map(({ avcC }) => avcCodecName(avcC, entry)),
    ...spans.map(({ audio }) => audio.index.codec),
  ];
  const tallest = indexes.reduce((a, b) => (b.height > a.height ? b : a));
  const rates = indexes.map(({ frameRate }) => frameRate.num / frameRate.den);
  const described: Variant = {
    uri: uriOf(`v${variant}`, form),
    bandwidth: Math.max(peakBandwidth(sizes, target), averageBandwidth(sizes)),
    averageBandwidth: averageBandwidth(sizes),
    codecs: [...new Set(codecs)].sort(),
    resolution: { width: tallest.width, height: tallest.height },
    frameRate: Math.max(...rates),
  };
  return plan.container === "ts" ? described : { ...described, audioGroup: "audio" };
}

/** Name of a head among {@link PlaylistRequest.headSizes}. */
export function headName(version: string, rendition: string, from: number, to: number): string {
  return `${version}/${rendition}/${from}-${to}`;
}

function videoBytes(
  track: VideoTrack,
  { version, rendition, from, to }: VideoPath,
  headSizes: PlaylistRequest["headSizes"],
): number {
  const { head, copy, tail } = cutRange(track, from, to);
  let bytes = videoSegmentHeaderSize(to - from);
  if (copy) bytes += track.bytesBetween(copy.from, copy.to);
  for (const part of [head, tail]) {
    if (part)
      bytes +=
        headSizes.get(headName(version, rendition, part.from, part.to)) ??
        HEAD_GROWTH * track.bytesBetween(part.from, part.to);
  }
  return Math.round(bytes);
}

function audioBytes(spans: readonly TrackSpan[], version: string, first: number, count: number): number {
  const track = spans.find(({ audioVersion }) => audioVersion === version)?.audio;
  const place = (frame: number) => Math.min(Math.max(frame, 0), track?.index.sizes.length ?? 0);
  const bytes = (track?.offsets[place(first + count)] ?? 0) - (track?.offsets[place(first)] ?? 0);
  return bytes + 100 + 4 * count;
}

function assertClean(multivariant: MultivariantPlaylist, media: ReadonlyMap<string, MediaPlaylist>): void {
  const findings = lintMultivariant(multivariant, media);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const list = errors.slice(0, 5).map(({ rule, message }) => `${rule}: ${message}`);
  throw new CutstreamError("internal", `The playlists break ${errors.length} rules: ${list.join(" ")}`);
}
