import { formatMix, formatMixStamp, MIX_PATTERN, type MixPath, mixOf } from "./mix-path.ts";
import { type EmptyTextPath, formatTextPath, parseTextPath, type TextPath } from "./text-path.ts";

/**
 * What a media URL names, as it stands after `/m/`. A path carries all that its bytes depend on (source version,
 * rendition, range, stamps) and nothing of the viewer, so it can be cached for good by anyone.
 */
export type MediaPath = InitPath | VideoPath | SoundPath | TransportPath | TextPath | EmptyTextPath;

/**
 * Initialisation segment. `continuous`: for segments of that form. Video carries its parameter sets along (sample entry
 * `avc3`), and all audio has one timescale, whatever its sample rate.
 */
export interface InitPath {
  readonly kind: "init";
  readonly version: string;
  readonly rendition: string;
  readonly continuous: boolean;
  /** Pixels of rendered segments that it is for; undefined: for the source's own alone. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Frames `[from, to)` of a video rendition. */
export interface VideoPath {
  readonly kind: "video";
  readonly version: string;
  readonly rendition: string;
  readonly from: number;
  readonly to: number;
  /** Decode time of the first frame in ticks, in the continuous form; undefined: the source's own. */
  readonly at?: number;
  /** Name of what is done to the pictures; undefined: nothing. */
  readonly transform?: string;
}

/**
 * AAC frames of an audio rendition, stamped `shift` samples later than in the source: up to half a frame for a clip's
 * own sound, as far as it takes for music, which is stamped in the clips' time.
 */
export interface AudioPath {
  readonly kind: "audio";
  readonly version: string;
  readonly rendition: string;
  readonly first: number;
  readonly count: number;
  readonly shift: number;
  /** Decode time of the first frame, in the continuous form, instead of `shift`: in `CONTINUOUS_AUDIO_TIMESCALE`. */
  readonly at?: number;
  /** Music that ends, or starts over, before these frames do. */
  readonly end?: MusicEnd;
}

/** What follows AAC frame `frame - 1`: frame `loop`, or silence where that is null. */
export interface MusicEnd {
  readonly frame: number;
  readonly loop: number | null;
}

/** A segment of sound: as it stands in a source, or encoded. */
export type SoundPath = AudioPath | MixPath;

/** Video and audio together as an MPEG-TS segment. */
export interface TransportPath {
  readonly kind: "transport";
  readonly video: VideoPath;
  readonly audio: SoundPath;
}

const SEPARATOR = "~";

/** Writes a path. */
export function formatMediaPath(path: MediaPath): string {
  if (path.kind === "text" || path.kind === "empty-text") return formatTextPath(path);
  if (path.kind === "transport") {
    const { video, audio } = path;
    if (audio.kind === "mix") {
      return `ts-mix/${video.version}${SEPARATOR}${video.rendition}/${videoRange(video)}/${mixRange(audio)}.ts`;
    }
    const tracks = [video.version, video.rendition, audio.version, audio.rendition].join(SEPARATOR);
    return `ts/${tracks}/${videoRange(video)}${SEPARATOR}${audioRange(audio)}.ts`;
  }
  if (path.kind === "mix") return `mix/${mixRange(path)}.m4s`;
  const folder = `${path.version}/${path.rendition}`;
  if (path.kind === "init") {
    const size = path.size ? `x${path.size.width}x${path.size.height}/` : "";
    return `${folder}/${size}${path.continuous ? "init-continuous" : "init"}.mp4`;
  }
  if (path.kind === "audio") return `${folder}/${audioRange(path)}.m4s`;
  const transform = path.transform === undefined ? "" : `x${path.transform}/`;
  return `${folder}/${transform}${videoRange(path)}.m4s`;
}

const stamp = (at: number | undefined): string => (at === undefined ? "" : `_at${at}`);
const videoRange = ({ from, to, at }: VideoPath): string => `${from}-${to}${stamp(at)}`;
const audioRange = ({ first, count, shift, at, end }: AudioPath): string =>
  `${first}_${count}_${shift}${stamp(at)}${end ? `_end${end.frame}${end.loop === null ? "" : `-${end.loop}`}` : ""}`;

const mixRange = (path: MixPath): string => `${formatMix(path)}_${formatMixStamp(path)}`;

const NAME = "([0-9a-z]{1,40})";
const VIDEO = "(\\d{1,9})-(\\d{1,9})(?:_at(\\d{1,15}))?";
const AUDIO = "(-?\\d{1,9})_(\\d{1,6})_(-?\\d{1,12})(?:_at(\\d{1,15}))?(?:_end(\\d{1,9})(?:-(\\d{1,9}))?)?";
const PATTERNS = {
  init: new RegExp(`^${NAME}/${NAME}/(?:x(\\d{1,5})x(\\d{1,5})/)?(init|init-continuous)\\.mp4$`),
  video: new RegExp(`^${NAME}/${NAME}/(?:x([0-9a-f]{40})/)?${VIDEO}\\.m4s$`),
  audio: new RegExp(`^${NAME}/${NAME}/${AUDIO}\\.m4s$`),
  mix: new RegExp(`^mix/${MIX_PATTERN}\\.m4s$`),
  mixedTransport: new RegExp(`^ts-mix/${NAME}${SEPARATOR}${NAME}/${VIDEO}/${MIX_PATTERN}\\.ts$`),
  transport: new RegExp(`^ts/${[NAME, NAME, NAME, NAME].join(SEPARATOR)}/${VIDEO}${SEPARATOR}${AUDIO}\\.ts$`),
};

/**
 * Reads a path.
 * @returns undefined for anything that {@link formatMediaPath} would not have written, other spellings of the same
 * numbers included: one thing has one URL.
 */
export function parseMediaPath(text: string): MediaPath | undefined {
  const parsed = parse(text) ?? parseTextPath(text);
  return parsed && formatMediaPath(parsed) === text ? parsed : undefined;
}

function parse(text: string): MediaPath | undefined {
  const init = PATTERNS.init.exec(text);
  if (init) {
    const [, version = "", rendition = "", width, height, name] = init;
    const path = { kind: "init", version, rendition, continuous: name === "init-continuous" } as const;
    return width === undefined ? path : { ...path, size: { width: Number(width), height: Number(height) } };
  }
  const video = PATTERNS.video.exec(text);
  if (video) {
    const [, version, rendition, transform, ...range] = video;
    const path = videoPath(version, rendition, range);
    return transform === undefined ? path : { ...path, transform };
  }
  const audio = PATTERNS.audio.exec(text);
  if (audio) return audioPath(audio[1], audio[2], audio.slice(3));
  const mix = PATTERNS.mix.exec(text);
  if (mix) return mixOf(mix.slice(1));
  const mixed = PATTERNS.mixedTransport.exec(text);
  if (mixed) {
    const video = videoPath(mixed[1], mixed[2], mixed.slice(3, 6));
    return { kind: "transport", video, audio: mixOf(mixed.slice(6)) };
  }
  const both = PATTERNS.transport.exec(text);
  if (!both) return undefined;
  return {
    kind: "transport",
    video: videoPath(both[1], both[2], both.slice(5, 8)),
    audio: audioPath(both[3], both[4], both.slice(8)),
  };
}

function videoPath(version = "", rendition = "", [from, to, at]: string[]): VideoPath {
  const path = { kind: "video", version, rendition, from: Number(from), to: Number(to) } as const;
  return at === undefined ? path : { ...path, at: Number(at) };
}

function audioPath(
  version = "",
  rendition = "",
  [first, count, shift, at, end, loop]: (string | undefined)[],
): AudioPath {
  return {
    ...{ kind: "audio", version, rendition },
    ...{ first: Number(first), count: Number(count), shift: Number(shift) },
    ...(at === undefined ? {} : { at: Number(at) }),
    ...(end === undefined
      ? {}
      : { end: { frame: Number(end), loop: loop === undefined ? null : Number(loop) } }),
  };
}
