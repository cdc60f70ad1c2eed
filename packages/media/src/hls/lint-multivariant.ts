import { AAC_FRAME_SAMPLES } from "../samples/track-index.ts";
import { flicksPerSample, flicksToSeconds } from "../time.ts";
import { error, type LintFinding, lintUri, warning } from "./lint-finding.ts";
import { lintMediaPlaylist } from "./lint-media-playlist.ts";
import type { MediaPlaylist } from "./media-playlist.ts";
import type { MultivariantPlaylist, Rendition, Variant } from "./multivariant-playlist.ts";

/** How far apart the same moment may be in two renditions: one AAC frame at 44.1 kHz, the slower of the usual rates. */
const AUDIO_FRAME = AAC_FRAME_SAMPLES * flicksPerSample(44_100);

const SOUND_OR_TEXT = /^(mp4a|ac-3|ec-3|ac-4|alac|fLaC|Opus|mp3|wvtt|stpp)\b/i;

const ofVariant = (variant: Variant, message: string): string => `${variant.uri}: ${message}`;

function isVideo(variant: Variant): boolean {
  if (variant.resolution || !variant.codecs) return variant.resolution !== undefined;
  return variant.codecs.some((codec) => !SOUND_OR_TEXT.test(codec));
}

function lintBandwidth(variant: Variant): LintFinding[] {
  const { bandwidth, averageBandwidth } = variant;
  if (!(bandwidth > 0)) {
    return [error("RFC 8216 §4.3.4.2", ofVariant(variant, `BANDWIDTH is ${bandwidth}`))];
  }
  if (averageBandwidth === undefined) {
    return [error("Apple 9.14", ofVariant(variant, "no AVERAGE-BANDWIDTH"))];
  }
  if (bandwidth >= averageBandwidth) return [];
  const message = `BANDWIDTH ${bandwidth} is below AVERAGE-BANDWIDTH ${averageBandwidth}`;
  return [error("RFC 8216 §4.3.4.2", ofVariant(variant, message))];
}

function lintVariant(variant: Variant, groups: ReadonlySet<string>): LintFinding[] {
  const findings = [...lintUri(variant.uri), ...lintBandwidth(variant)];
  const needs = (what: string): void => {
    findings.push(warning("RFC 8216 §4.3.4.2", ofVariant(variant, `no ${what}`)));
  };
  if (!variant.codecs?.length) needs("CODECS");
  if (isVideo(variant)) {
    if (!variant.resolution) needs("RESOLUTION");
    if (variant.frameRate === undefined) needs("FRAME-RATE");
  }
  for (const [type, group] of [
    ["AUDIO", variant.audioGroup],
    ["SUBTITLES", variant.subtitlesGroup],
  ] as const) {
    if (group !== undefined && !groups.has(groupKey(type, group))) {
      findings.push(
        error("RFC 8216 §4.3.4.2", ofVariant(variant, `no ${type} group ${JSON.stringify(group)}`)),
      );
    }
  }
  return findings;
}

const groupKey = (type: Rendition["type"], groupId: string): string => `${type} ${groupId}`;

function lintRendition(rendition: Rendition): LintFinding[] {
  const { type, name, uri } = rendition;
  const findings = uri === undefined ? [] : lintUri(uri);
  if (rendition.default && !rendition.autoselect) {
    findings.push(error("RFC 8216 §4.3.4.1", `${type} ${name} is DEFAULT but not AUTOSELECT`));
  }
  if (rendition.forced !== undefined && type !== "SUBTITLES") {
    findings.push(error("RFC 8216 §4.3.4.1", `${type} ${name} has FORCED, which is for subtitles`));
  }
  if (type === "SUBTITLES" && uri === undefined) {
    findings.push(error("RFC 8216 §4.3.4.2.1", `Subtitles ${name} have no URI`));
  }
  if (type === "AUDIO" && rendition.channels === undefined) {
    findings.push(warning("RFC 8216 §4.3.4.1", `Audio ${name} has no CHANNELS`));
  }
  return findings;
}

function lintGroup(key: string, members: readonly Rendition[]): LintFinding[] {
  const findings: LintFinding[] = [];
  const names = new Set<string>();
  for (const { name } of members) {
    if (names.has(name)) {
      findings.push(
        error("RFC 8216 §4.3.4.1.1", `Two renditions of ${key} are named ${JSON.stringify(name)}`),
      );
    }
    names.add(name);
  }
  if (members.filter((member) => member.default).length > 1) {
    findings.push(error("RFC 8216 §4.3.4.1.1", `More than one DEFAULT in ${key}`));
  }
  return findings;
}

/** Groups of one type are encodings of the same choice, so they hold the same names. */
function lintGroupsAlike(groups: ReadonlyMap<string, readonly Rendition[]>): LintFinding[] {
  const findings: LintFinding[] = [];
  const first = new Map<Rendition["type"], { key: string; names: string }>();
  for (const [key, members] of groups) {
    const type = members[0]?.type ?? "AUDIO";
    const names = JSON.stringify([...new Set(members.map((member) => member.name))].sort());
    const other = first.get(type);
    if (!other) first.set(type, { key, names });
    else if (other.names !== names) {
      findings.push(error("RFC 8216 §4.3.4.1.1", `${key} and ${other.key} do not offer the same renditions`));
    }
  }
  return findings;
}

/** Where a playlist's discontinuities are, and how long it is, in flicks. */
function timing(playlist: MediaPlaylist): { joins: number[]; total: number } {
  const joins: number[] = [];
  let total = 0;
  for (const segment of playlist.segments) {
    if (segment.discontinuity) joins.push(total);
    total += segment.duration;
  }
  return { joins, total };
}

type Timed = { readonly uri: string; readonly playlist: MediaPlaylist; readonly isText: boolean };

function lintAlignment(reference: Timed, other: Timed): LintFinding[] {
  const findings: LintFinding[] = [];
  const expected = timing(reference.playlist);
  const actual = timing(other.playlist);
  const target = other.playlist.targetDuration;
  if (!other.isText && target !== reference.playlist.targetDuration) {
    const message = `target duration ${target} s, ${reference.uri} has ${reference.playlist.targetDuration} s`;
    findings.push(error("Apple 8.2", message));
  }
  if (Math.abs(actual.total - expected.total) > AUDIO_FRAME) {
    const message = `lasts ${flicksToSeconds(actual.total)} s, ${reference.uri} ${flicksToSeconds(expected.total)} s`;
    findings.push(error("Apple 8.3", message));
  }
  if (actual.joins.length !== expected.joins.length) {
    const message = `${actual.joins.length} discontinuities, ${reference.uri} has ${expected.joins.length}`;
    findings.push(error("Apple 8.15", message));
    return findings;
  }
  const apart = actual.joins.findIndex((at, i) => Math.abs(at - (expected.joins[i] ?? at)) > AUDIO_FRAME);
  if (apart >= 0) {
    const message = `discontinuity ${apart + 1} is more than an audio frame from that of ${reference.uri}`;
    findings.push(error("Apple 8.15", message));
  }
  return findings;
}

function lintMedia(
  multivariant: MultivariantPlaylist,
  playlists: ReadonlyMap<string, MediaPlaylist>,
): LintFinding[] {
  const uris = new Map<string, boolean>();
  for (const { uri } of multivariant.variants) uris.set(uri, false);
  for (const { uri, type } of multivariant.renditions) {
    if (uri !== undefined && !uris.has(uri)) uris.set(uri, type === "SUBTITLES");
  }
  const findings: LintFinding[] = [];
  let reference: Timed | undefined;
  for (const [uri, isText] of uris) {
    const playlist = playlists.get(uri);
    if (!playlist) {
      findings.push(error("RFC 8216 §4.3.4", `There is no playlist ${uri}`));
      continue;
    }
    const own = lintMediaPlaylist(playlist, multivariant);
    const timed = { uri, playlist, isText };
    if (reference) own.push(...lintAlignment(reference, timed));
    else reference = timed;
    for (const finding of own) findings.push({ ...finding, playlist: uri });
  }
  return findings;
}

/**
 * The rules of RFC 8216 and of Apple's HLS Authoring Specification that a whole presentation breaks: the multivariant
 * playlist, each media playlist by itself (as {@link lintMediaPlaylist}), and all of them against the first variant.
 * Linear in the number of segments.
 * @param playlists every media playlist, by its URI in the multivariant playlist.
 */
export function lintMultivariant(
  multivariant: MultivariantPlaylist,
  playlists: ReadonlyMap<string, MediaPlaylist>,
): LintFinding[] {
  const groups = Map.groupBy(multivariant.renditions, ({ type, groupId }) => groupKey(type, groupId));
  const names = new Set(groups.keys());
  return [
    ...multivariant.variants.flatMap((variant) => lintVariant(variant, names)),
    ...multivariant.renditions.flatMap(lintRendition),
    ...[...groups].flatMap(([key, members]) => lintGroup(key, members)),
    ...lintGroupsAlike(groups),
    ...lintMedia(multivariant, playlists),
  ];
}
