import { FLICKS_PER_SECOND } from "../time.ts";
import { formatClock } from "./clock-time.ts";
import { shownLines } from "./cue.ts";
import type { TimedCue } from "./cut-cues.ts";
import { writeCueText } from "./webvtt-text.ts";

/** Clock of `X-TIMESTAMP-MAP`: that of MPEG-2 time stamps, 33 bits wide. */
const MPEGTS_CLOCK = 90_000;
const MPEGTS_WRAP = 2 ** 33;
const FLICKS_PER_MPEGTS = FLICKS_PER_SECOND / MPEGTS_CLOCK;
const FLICKS_PER_MILLISECOND = FLICKS_PER_SECOND / 1000;

/** A WebVTT segment of an HLS rendition. */
export interface WebVttSegment {
  /** In the order of their starts; flicks on the presentation's timeline. */
  readonly cues: readonly TimedCue[];
  /** A moment on that timeline, and what the media that is played then is stamped with. Flicks. */
  readonly map: { readonly local: number; readonly media: number };
  /** Cue settings in place of the cues' own (WebVTT §6.3). */
  readonly settings?: string;
  /** Marks when each word is said (WebVTT timestamp tags), where that is known. */
  readonly words: boolean;
}

/**
 * Writes a WebVTT segment (RFC 8216 §3.5). Its map holds to 11 µs although its local time is written in milliseconds.
 * Cues that would be written with the same start and end are left out.
 */
export function writeWebVttSegment({ cues, map, settings, words }: WebVttSegment): string {
  const local = toMilliseconds(map.local);
  const media = map.media + local * FLICKS_PER_MILLISECOND - map.local;
  const mpegts = Math.round(media / FLICKS_PER_MPEGTS) % MPEGTS_WRAP;
  const blocks = cues
    .filter(({ start, end }) => toMilliseconds(end) > toMilliseconds(start))
    .map((cue) => writeCue(cue, settings ?? cue.settings, words));
  return [
    `WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:${mpegts},LOCAL:${formatClock(map.local, ".")}`,
    ...blocks.map((block) => `\n${block}`),
    "",
  ].join("\n");
}

/** A segment in which nothing is said. */
export const EMPTY_WEBVTT_SEGMENT = "WEBVTT\n\n";

const toMilliseconds = (flicks: number): number => Math.round(flicks / FLICKS_PER_MILLISECOND);

function writeCue(cue: TimedCue, settings: string | undefined, words: boolean): string {
  const times = `${formatClock(cue.start, ".")} --> ${formatClock(cue.end, ".")}`;
  const text = words && cue.parts ? wordByWord(cue) : writeCueText(shownLines(cue.text), cue.speaker);
  return `${settings === undefined ? times : `${times} ${settings}`}\n${text}`;
}

/** Text with a timestamp before each word that is said after the cue has begun (WebVTT §6.4.1). */
function wordByWord({ start, end, parts = [], speaker }: TimedCue): string {
  let last = toMilliseconds(start);
  const latest = toMilliseconds(end);
  const written = parts.map(({ start: said, text }) => {
    const at = toMilliseconds(said);
    const [, space = "", word = ""] = /^(\s*)(.*)$/s.exec(text) ?? [];
    if (at <= last || at >= latest) return space + writeCueText(word, undefined);
    last = at;
    return `${space}<${formatClock(said, ".")}>${writeCueText(word, undefined)}`;
  });
  return writeCueText("", speaker) + written.join("");
}
