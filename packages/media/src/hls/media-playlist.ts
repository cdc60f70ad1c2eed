import { MediaFormatError } from "../format-error.ts";
import { checkUri } from "./attribute-list.ts";
import { type DateRange, writeDateRange } from "./date-range.ts";
import { formatSeconds, roundToSeconds } from "./duration.ts";

/** One Media Segment (RFC 8216 §3). */
export interface PlaylistSegment {
  /** Relative to the playlist. */
  readonly uri: string;
  /** In flicks; `EXTINF` carries it to the microsecond (RFC 8216 §4.3.2.1). */
  readonly duration: number;
  /** `EXT-X-DISCONTINUITY`: not a continuation of the segment before (RFC 8216 §4.3.2.3). */
  readonly discontinuity: boolean;
  /** URI of the initialization section in force (`EXT-X-MAP`, RFC 8216 §4.3.2.5). */
  readonly map?: string;
  /** Wall-clock date of the first sample, in milliseconds since 1970 UTC (RFC 8216 §4.3.2.6). */
  readonly programDateTime?: number;
}

/** A Media Playlist (RFC 8216 §4.3.3). */
export interface MediaPlaylist {
  readonly version: number;
  /** Whole seconds (RFC 8216 §4.3.3.1). */
  readonly targetDuration: number;
  readonly independentSegments: boolean;
  /** Absent in a live playlist (RFC 8216 §4.3.3.5). */
  readonly playlistType?: "VOD" | "EVENT";
  /** Number of the first segment (RFC 8216 §4.3.3.2). */
  readonly mediaSequence: number;
  readonly endList: boolean;
  /** Where a client is to start, in flicks, and exactly there (`EXT-X-START` with `PRECISE`, RFC 8216 §4.3.5.2). */
  readonly start?: number;
  /** Written ahead of the segments; their place is their date (RFC 8216 §4.3.2.7). */
  readonly dateRanges?: readonly DateRange[];
  readonly segments: readonly PlaylistSegment[];
}

/**
 * The target duration that a playlist of these segments needs, in whole seconds: every `EXTINF`, rounded to the
 * nearest integer, is at most this (RFC 8216 §4.3.3.1). Never 0.
 */
export function targetDurationOf(segments: Iterable<{ readonly duration: number }>): number {
  let longest = 0;
  for (const { duration } of segments) if (duration > longest) longest = duration;
  return Math.max(1, roundToSeconds(longest));
}

function checkInteger(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new MediaFormatError(`${what} is not a whole number: ${value}`);
  }
  return value;
}

function writeDate(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw new MediaFormatError(`Not a date: ${milliseconds}`);
  return date.toISOString();
}

function writeHeader(playlist: MediaPlaylist): string {
  let text = `#EXTM3U\n#EXT-X-VERSION:${checkInteger(playlist.version, "EXT-X-VERSION")}\n`;
  text += `#EXT-X-TARGETDURATION:${checkInteger(playlist.targetDuration, "EXT-X-TARGETDURATION")}\n`;
  text += `#EXT-X-MEDIA-SEQUENCE:${checkInteger(playlist.mediaSequence, "EXT-X-MEDIA-SEQUENCE")}\n`;
  if (playlist.playlistType) text += `#EXT-X-PLAYLIST-TYPE:${playlist.playlistType}\n`;
  if (playlist.independentSegments) text += "#EXT-X-INDEPENDENT-SEGMENTS\n";
  if (playlist.start !== undefined) {
    text += `#EXT-X-START:TIME-OFFSET=${formatSeconds(playlist.start)},PRECISE=YES\n`;
  }
  for (const range of playlist.dateRanges ?? []) text += `#EXT-X-DATERANGE:${writeDateRange(range)}\n`;
  return text;
}

/**
 * Writes a Media Playlist (RFC 8216 §4.3). `EXT-X-MAP` is written where it changes and again after every
 * discontinuity, so that a client that starts there needs nothing from before.
 * @throws MediaFormatError for a URI that is none, a duration that is not a count of flicks, or a segment without a
 * map after one with (the format cannot end a map).
 */
export function writeMediaPlaylist(playlist: MediaPlaylist): string {
  let text = writeHeader(playlist);
  let map: string | undefined;
  let duration = -1;
  let extinf = "";
  for (const segment of playlist.segments) {
    if (segment.discontinuity) text += "#EXT-X-DISCONTINUITY\n";
    if (segment.map !== map || (segment.discontinuity && map !== undefined)) {
      if (segment.map === undefined) throw new MediaFormatError(`No EXT-X-MAP after one: ${segment.uri}`);
      map = segment.map;
      text += `#EXT-X-MAP:URI="${checkUri(map)}"\n`;
    }
    if (segment.programDateTime !== undefined) {
      text += `#EXT-X-PROGRAM-DATE-TIME:${writeDate(segment.programDateTime)}\n`;
    }
    if (segment.duration !== duration) {
      duration = segment.duration;
      extinf = `#EXTINF:${formatSeconds(duration)},\n`;
    }
    text += `${extinf}${checkUri(segment.uri)}\n`;
  }
  return playlist.endList ? `${text}#EXT-X-ENDLIST\n` : text;
}
