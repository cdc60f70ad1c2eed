import { MediaFormatError } from "../format-error.ts";
import { AttributeReader, parseDecimalInteger } from "./attribute-reader.ts";
import type { MultivariantPlaylist, Rendition, Variant } from "./multivariant-playlist.ts";
import { playlistLines } from "./playlist-lines.ts";

type Optional<T> = { [K in keyof T]: T[K] | undefined };

/** Leaves out what is undefined, as `exactOptionalPropertyTypes` wants it. */
function defined<T extends object>(values: Optional<T>): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function readRendition(value: string, offset: number): Rendition[] {
  const read = new AttributeReader("EXT-X-MEDIA", value, offset);
  const type = read.required("TYPE", read.token("TYPE"));
  if (type !== "AUDIO" && type !== "SUBTITLES") return [];
  const rendition = defined<Rendition>({
    type,
    groupId: read.required("GROUP-ID", read.string("GROUP-ID")),
    name: read.required("NAME", read.string("NAME")),
    language: read.string("LANGUAGE"),
    default: read.boolean("DEFAULT") ?? false,
    autoselect: read.boolean("AUTOSELECT") ?? false,
    forced: read.boolean("FORCED"),
    channels: read.channels(),
    characteristics: read.strings("CHARACTERISTICS"),
    uri: read.string("URI"),
  });
  return [rendition];
}

function readVariant(value: string, offset: number): Omit<Variant, "uri"> {
  const read = new AttributeReader("EXT-X-STREAM-INF", value, offset);
  return defined<Omit<Variant, "uri">>({
    bandwidth: read.required("BANDWIDTH", read.integer("BANDWIDTH")),
    averageBandwidth: read.integer("AVERAGE-BANDWIDTH"),
    codecs: read.strings("CODECS"),
    resolution: read.resolution("RESOLUTION"),
    frameRate: read.decimal("FRAME-RATE"),
    audioGroup: read.string("AUDIO"),
    subtitlesGroup: read.string("SUBTITLES"),
  });
}

/**
 * Reads a Multivariant Playlist (RFC 8216 §4.3.4). Unknown tags and attributes are ignored, and so are renditions
 * that are neither audio nor subtitles.
 * @throws MediaFormatError, with the offset in characters, for text that is not a Multivariant Playlist.
 */
export function parseMultivariantPlaylist(text: string): MultivariantPlaylist {
  let version = 1;
  let independentSegments = false;
  let pending: Omit<Variant, "uri"> | undefined;
  const renditions: Rendition[] = [];
  const variants: Variant[] = [];
  for (const line of playlistLines(text)) {
    if (line.kind === "uri") {
      if (!pending) throw new MediaFormatError(`URI without EXT-X-STREAM-INF: ${line.value}`, line.offset);
      variants.push({ ...pending, uri: line.value });
      pending = undefined;
      continue;
    }
    switch (line.name) {
      case "EXT-X-STREAM-INF":
        pending = readVariant(line.value, line.offset);
        break;
      case "EXT-X-MEDIA":
        renditions.push(...readRendition(line.value, line.offset));
        break;
      case "EXT-X-VERSION":
        version = parseDecimalInteger(line.value, line.name, line.offset);
        break;
      case "EXT-X-INDEPENDENT-SEGMENTS":
        independentSegments = true;
        break;
      case "EXTINF":
        throw new MediaFormatError("This is a media playlist", line.offset);
    }
  }
  if (pending) throw new MediaFormatError("EXT-X-STREAM-INF without a URI", text.length);
  return { version, independentSegments, renditions, variants };
}
