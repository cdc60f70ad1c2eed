import { MediaFormatError } from "../format-error.ts";
import { AttributeReader, parseDecimalInteger } from "./attribute-reader.ts";
import { type DateRange, parseDateRange } from "./date-range.ts";
import { parseSeconds } from "./duration.ts";
import type { MediaPlaylist, PlaylistSegment } from "./media-playlist.ts";
import { playlistLines } from "./playlist-lines.ts";

/** What the tags read so far say of the playlist, and of the segment whose URI is still to come. */
interface ParserState {
  version: number;
  targetDuration: number | undefined;
  mediaSequence: number;
  playlistType: "VOD" | "EVENT" | undefined;
  independentSegments: boolean;
  endList: boolean;
  start: number | undefined;
  readonly dateRanges: DateRange[];
  readonly segments: PlaylistSegment[];
  map: string | undefined;
  duration: number | undefined;
  discontinuity: boolean;
  programDateTime: number | undefined;
}

function readPlaylistType(value: string, offset: number): "VOD" | "EVENT" {
  if (value === "VOD" || value === "EVENT") return value;
  throw new MediaFormatError(`EXT-X-PLAYLIST-TYPE is neither VOD nor EVENT: ${value}`, offset);
}

function readMap(value: string, offset: number): string {
  const read = new AttributeReader("EXT-X-MAP", value, offset);
  if (read.token("BYTERANGE") !== undefined) read.fail("BYTERANGE is not supported");
  return read.required("URI", read.string("URI"));
}

function readDate(value: string, offset: number): number {
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) throw new MediaFormatError(`Not a date: ${value}`, offset);
  return milliseconds;
}

/** Undefined for a place counted from the end, which this model does not have: it is a wish, so clients may pass it over. */
function readStart(value: string, offset: number): number | undefined {
  const read = new AttributeReader("EXT-X-START", value, offset);
  const place = read.required("TIME-OFFSET", read.token("TIME-OFFSET"));
  return place.startsWith("-") ? undefined : parseSeconds(place, offset);
}

function refuseEncryption(value: string, offset: number): void {
  const read = new AttributeReader("EXT-X-KEY", value, offset);
  if (read.token("METHOD") !== "NONE") read.fail("encryption is not supported");
}

function readTag(state: ParserState, name: string, value: string, offset: number): void {
  switch (name) {
    case "EXTINF":
      state.duration = parseSeconds(value.split(",", 1)[0] ?? "", offset);
      break;
    case "EXT-X-DISCONTINUITY":
      state.discontinuity = true;
      break;
    case "EXT-X-MAP":
      state.map = readMap(value, offset);
      break;
    case "EXT-X-PROGRAM-DATE-TIME":
      state.programDateTime = readDate(value, offset);
      break;
    case "EXT-X-START":
      state.start = readStart(value, offset);
      break;
    case "EXT-X-DATERANGE":
      state.dateRanges.push(parseDateRange(value, offset));
      break;
    case "EXT-X-VERSION":
      state.version = parseDecimalInteger(value, name, offset);
      break;
    case "EXT-X-TARGETDURATION":
      state.targetDuration = parseDecimalInteger(value, name, offset);
      break;
    case "EXT-X-MEDIA-SEQUENCE":
      state.mediaSequence = parseDecimalInteger(value, name, offset);
      break;
    case "EXT-X-PLAYLIST-TYPE":
      state.playlistType = readPlaylistType(value, offset);
      break;
    case "EXT-X-INDEPENDENT-SEGMENTS":
      state.independentSegments = true;
      break;
    case "EXT-X-ENDLIST":
      state.endList = true;
      break;
    // These say which bytes a segment is: to ignore them would be to misread the playlist.
    case "EXT-X-KEY":
      refuseEncryption(value, offset);
      break;
    case "EXT-X-BYTERANGE":
      throw new MediaFormatError("EXT-X-BYTERANGE is not supported", offset);
    case "EXT-X-STREAM-INF":
      throw new MediaFormatError("This is a multivariant playlist", offset);
  }
}

function endSegment(state: ParserState, uri: string, offset: number): void {
  if (state.duration === undefined) throw new MediaFormatError(`Segment without EXTINF: ${uri}`, offset);
  state.segments.push({
    uri,
    duration: state.duration,
    discontinuity: state.discontinuity,
    ...(state.map !== undefined && { map: state.map }),
    ...(state.programDateTime !== undefined && { programDateTime: state.programDateTime }),
  });
  state.duration = undefined;
  state.discontinuity = false;
  state.programDateTime = undefined;
}

/**
 * Reads a Media Playlist (RFC 8216 §4). Tags and attributes it does not know are ignored, as §6.3.1 asks, and so are
 * segment titles.
 * @throws MediaFormatError, with the offset in characters, for text that is not a Media Playlist, and for byte ranges
 * and encryption, which this model cannot express.
 */
export function parseMediaPlaylist(text: string): MediaPlaylist {
  const state: ParserState = {
    version: 1,
    targetDuration: undefined,
    mediaSequence: 0,
    playlistType: undefined,
    independentSegments: false,
    endList: false,
    start: undefined,
    dateRanges: [],
    segments: [],
    map: undefined,
    duration: undefined,
    discontinuity: false,
    programDateTime: undefined,
  };
  for (const line of playlistLines(text)) {
    if (line.kind === "uri") endSegment(state, line.value, line.offset);
    else readTag(state, line.name, line.value, line.offset);
  }
  if (state.targetDuration === undefined) throw new MediaFormatError("No EXT-X-TARGETDURATION", text.length);
  if (state.duration !== undefined) throw new MediaFormatError("EXTINF without a segment", text.length);
  return {
    version: state.version,
    targetDuration: state.targetDuration,
    independentSegments: state.independentSegments,
    ...(state.playlistType && { playlistType: state.playlistType }),
    mediaSequence: state.mediaSequence,
    endList: state.endList,
    ...(state.start !== undefined && { start: state.start }),
    ...(state.dateRanges.length > 0 && { dateRanges: state.dateRanges }),
    segments: state.segments,
  };
}
