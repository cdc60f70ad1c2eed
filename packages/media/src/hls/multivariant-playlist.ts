import { MediaFormatError } from "../format-error.ts";
import { checkEnumerated, checkUri, quote, writeAttributeList } from "./attribute-list.ts";

/** A Variant Stream (`EXT-X-STREAM-INF`, RFC 8216 §4.3.4.2). */
export interface Variant {
  /** Of the media playlist, relative to this one. */
  readonly uri: string;
  /** Peak bits per second, audio included. */
  readonly bandwidth: number;
  /** Mean bits per second, audio included. */
  readonly averageBandwidth?: number;
  /** RFC 6381 names of every sample format in the variant and its renditions. */
  readonly codecs?: readonly string[];
  readonly resolution?: { readonly width: number; readonly height: number };
  /** Frames per second; written rounded to 3 decimals. */
  readonly frameRate?: number;
  /** `GROUP-ID` of the audio renditions that belong to it. */
  readonly audioGroup?: string;
  /** `GROUP-ID` of the subtitle renditions that belong to it. */
  readonly subtitlesGroup?: string;
}

/** A Rendition (`EXT-X-MEDIA`, RFC 8216 §4.3.4.1). */
export interface Rendition {
  readonly type: "AUDIO" | "SUBTITLES";
  readonly groupId: string;
  /** What people read in the player's menu; unique within the group. */
  readonly name: string;
  /** BCP 47. */
  readonly language?: string;
  /** Played where the user expressed no preference. */
  readonly default: boolean;
  /** May be chosen because it fits the user's environment, such as the system language. */
  readonly autoselect: boolean;
  /** Only for subtitles: text that is essential, such as foreign dialogue. */
  readonly forced?: boolean;
  /** Number of audio channels. */
  readonly channels?: number;
  /** Uniform Type Identifiers, such as `public.accessibility.transcribes-spoken-dialog`. */
  readonly characteristics?: readonly string[];
  /** Of the media playlist; absent where the variant's own stream has the rendition. */
  readonly uri?: string;
}

/** A Multivariant Playlist, "Master Playlist" in RFC 8216 §4.3.4. */
export interface MultivariantPlaylist {
  readonly version: number;
  readonly independentSegments: boolean;
  readonly renditions: readonly Rendition[];
  readonly variants: readonly Variant[];
}

function writeInteger(value: number | undefined, what: string): string | undefined {
  if (value === undefined) return undefined;
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new MediaFormatError(`${what} is not a whole number: ${value}`);
  }
  return String(value);
}

function writeFrameRate(value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!(value > 0 && value < 1000)) throw new MediaFormatError(`FRAME-RATE is not a rate: ${value}`);
  return value.toFixed(3);
}

const maybe = <T, R>(value: T | undefined, write: (value: T) => R): R | undefined =>
  value === undefined ? undefined : write(value);

const yesNo = (value: boolean): string => (value ? "YES" : "NO");

function writeCodecs(codecs: readonly string[]): string {
  return quote(codecs.map((codec) => checkEnumerated(codec, "CODECS")).join(","), "CODECS");
}

function writeCharacteristics(values: readonly string[]): string {
  return quote(values.map((value) => checkEnumerated(value, "CHARACTERISTICS")).join(","), "CHARACTERISTICS");
}

function writeRendition(rendition: Rendition): string {
  return writeAttributeList([
    ["TYPE", rendition.type],
    ["GROUP-ID", quote(rendition.groupId, "GROUP-ID")],
    ["NAME", quote(rendition.name, "NAME")],
    ["LANGUAGE", maybe(rendition.language, (value) => quote(value, "LANGUAGE"))],
    ["DEFAULT", yesNo(rendition.default)],
    ["AUTOSELECT", yesNo(rendition.autoselect)],
    ["FORCED", maybe(rendition.forced, yesNo)],
    ["CHANNELS", maybe(writeInteger(rendition.channels, "CHANNELS"), (value) => quote(value, "CHANNELS"))],
    ["CHARACTERISTICS", maybe(rendition.characteristics, writeCharacteristics)],
    ["URI", maybe(rendition.uri, (value) => quote(checkUri(value), "URI"))],
  ]);
}

function writeVariant(variant: Variant): string {
  return writeAttributeList([
    ["BANDWIDTH", writeInteger(variant.bandwidth, "BANDWIDTH")],
    ["AVERAGE-BANDWIDTH", writeInteger(variant.averageBandwidth, "AVERAGE-BANDWIDTH")],
    ["CODECS", maybe(variant.codecs, writeCodecs)],
    [
      "RESOLUTION",
      maybe(
        variant.resolution,
        ({ width, height }) => `${writeInteger(width, "RESOLUTION")}x${writeInteger(height, "RESOLUTION")}`,
      ),
    ],
    ["FRAME-RATE", writeFrameRate(variant.frameRate)],
    ["AUDIO", maybe(variant.audioGroup, (value) => quote(value, "AUDIO"))],
    ["SUBTITLES", maybe(variant.subtitlesGroup, (value) => quote(value, "SUBTITLES"))],
  ]);
}

/**
 * Writes a Multivariant Playlist (RFC 8216 §4.3.4).
 * @throws MediaFormatError for a number that is not whole, or for text that has a quote, a line break or another
 * control character, which would break out of its attribute.
 */
export function writeMultivariantPlaylist(playlist: MultivariantPlaylist): string {
  let text = `#EXTM3U\n#EXT-X-VERSION:${writeInteger(playlist.version, "EXT-X-VERSION")}\n`;
  if (playlist.independentSegments) text += "#EXT-X-INDEPENDENT-SEGMENTS\n";
  for (const rendition of playlist.renditions) text += `#EXT-X-MEDIA:${writeRendition(rendition)}\n`;
  for (const variant of playlist.variants) {
    text += `#EXT-X-STREAM-INF:${writeVariant(variant)}\n${checkUri(variant.uri)}\n`;
  }
  return text;
}
