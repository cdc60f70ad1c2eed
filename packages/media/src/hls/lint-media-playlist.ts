import { FLICKS_PER_SECOND } from "../time.ts";
import type { DateRange } from "./date-range.ts";
import { roundToSeconds } from "./duration.ts";
import { error, type LintFinding, lintUri, warning } from "./lint-finding.ts";
import type { MediaPlaylist, PlaylistSegment } from "./media-playlist.ts";

const FRAGMENTED_MP4 = /\.(m4[sva]|mp4|cmf[vat])(?:$|[?#])/i;

/** Apple 7.5: longer segments make start and switching slow. */
const LONGEST_USUAL_TARGET_SECONDS = 6;

function lintDuration(segment: PlaylistSegment, targetDuration: number): LintFinding[] {
  const { duration, uri } = segment;
  if (!Number.isSafeInteger(duration) || duration <= 0) {
    return [error("RFC 8216 §4.3.2.1", `${uri} lasts ${duration} flicks`)];
  }
  const seconds = roundToSeconds(duration);
  if (seconds <= targetDuration) return [];
  return [
    error("RFC 8216 §4.3.3.1", `${uri} rounds to ${seconds} s, the target duration is ${targetDuration} s`),
  ];
}

function lintMap(segment: PlaylistSegment, before: PlaylistSegment | undefined): LintFinding[] {
  const { map, uri } = segment;
  if (map === undefined) {
    return FRAGMENTED_MP4.test(uri) ? [error("RFC 8216 §3.3", `fMP4 without EXT-X-MAP: ${uri}`)] : [];
  }
  if (map === before?.map) return [];
  const findings = lintUri(map);
  if (before && !segment.discontinuity) {
    findings.push(warning("RFC 8216 §4.3.2.3", `EXT-X-MAP changes without EXT-X-DISCONTINUITY at ${uri}`));
  }
  return findings;
}

function lintSegments(playlist: MediaPlaylist): LintFinding[] {
  const findings: LintFinding[] = [];
  let before: PlaylistSegment | undefined;
  for (const segment of playlist.segments) {
    findings.push(
      ...lintUri(segment.uri),
      ...lintDuration(segment, playlist.targetDuration),
      ...lintMap(segment, before),
    );
    before = segment;
  }
  if (playlist.segments[0]?.discontinuity) {
    findings.push(warning("RFC 8216 §4.3.2.3", "EXT-X-DISCONTINUITY before the first segment"));
  }
  return findings;
}

/** The lowest version that clients must be told of (RFC 8216 §7). */
function versionNeeded(segments: readonly PlaylistSegment[]): { version: number; feature: string } {
  if (segments.some((segment) => segment.map !== undefined)) return { version: 6, feature: "EXT-X-MAP" };
  if (segments.some((segment) => segment.duration % FLICKS_PER_SECOND !== 0)) {
    return { version: 3, feature: "decimal EXTINF" };
  }
  return { version: 1, feature: "EXTINF" };
}

function lintDateRanges(ranges: readonly DateRange[], segments: readonly PlaylistSegment[]): LintFinding[] {
  if (ranges.length === 0) return [];
  const findings: LintFinding[] = [];
  if (!segments.some((segment) => segment.programDateTime !== undefined)) {
    findings.push(error("RFC 8216 §4.3.2.7", "EXT-X-DATERANGE without any EXT-X-PROGRAM-DATE-TIME"));
  }
  const seen = new Map<string, DateRange>();
  for (const range of ranges) {
    const { id, duration } = range;
    if (duration !== undefined && !(Number.isSafeInteger(duration) && duration >= 0)) {
      findings.push(error("RFC 8216 §4.3.2.7", `EXT-X-DATERANGE ${id} lasts ${duration} flicks`));
    }
    const contradicted = contradiction(seen.get(id), range);
    if (contradicted !== undefined) {
      findings.push(error("RFC 8216 §4.3.2.7", `Two EXT-X-DATERANGE ${id} with different ${contradicted}`));
    }
    seen.set(id, range);
  }
  return findings;
}

/** The first attribute that two tags of one ID both have and say different things of; there may be none. */
function contradiction(before: DateRange | undefined, range: DateRange): string | undefined {
  const said = before && attributesOf(before);
  return Object.entries(attributesOf(range)).find(([name, value]) => {
    const earlier = said?.[name];
    return earlier !== undefined && value !== undefined && earlier !== value;
  })?.[0];
}

const attributesOf = (range: DateRange): Readonly<Record<string, unknown>> => ({
  CLASS: range.class,
  "START-DATE": range.startDate,
  DURATION: range.duration,
  ...range.attributes,
});

function lintHeader(playlist: MediaPlaylist): LintFinding[] {
  const { version, targetDuration, playlistType, endList } = playlist;
  const findings: LintFinding[] = [];
  const needed = versionNeeded(playlist.segments);
  if (version < needed.version) {
    findings.push(error("RFC 8216 §7", `${needed.feature} needs version ${needed.version}, not ${version}`));
  }
  if (!Number.isSafeInteger(targetDuration) || targetDuration < 1) {
    findings.push(error("RFC 8216 §4.3.3.1", `The target duration is ${targetDuration}`));
  } else if (targetDuration > LONGEST_USUAL_TARGET_SECONDS) {
    findings.push(warning("Apple 7.5", `The target duration is ${targetDuration} s, longer than 6 s`));
  }
  if (playlistType === "VOD" && !endList) {
    findings.push(error("RFC 8216 §4.3.3.4", "VOD without EXT-X-ENDLIST: clients reload it for ever"));
  }
  if (playlistType !== "VOD" && endList) {
    findings.push(error("Apple 8.6", "A complete playlist without EXT-X-PLAYLIST-TYPE:VOD"));
  }
  return findings;
}

/** What a multivariant playlist says for its media playlists. */
export interface LintContext {
  /** `EXT-X-INDEPENDENT-SEGMENTS` there holds for every media playlist (RFC 8216 §4.3.5.1). */
  readonly independentSegments: boolean;
}

/**
 * The rules of RFC 8216 and of Apple's HLS Authoring Specification that one media playlist breaks, in one pass over
 * its segments. An empty list does not prove that the media fits.
 */
export function lintMediaPlaylist(playlist: MediaPlaylist, context?: LintContext): LintFinding[] {
  const findings = lintHeader(playlist);
  if (!playlist.independentSegments && !context?.independentSegments) {
    findings.push(warning("Apple 9.11", "No EXT-X-INDEPENDENT-SEGMENTS"));
  }
  return [
    ...findings,
    ...lintSegments(playlist),
    ...lintDateRanges(playlist.dateRanges ?? [], playlist.segments),
  ];
}
