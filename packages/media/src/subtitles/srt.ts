import { MediaFormatError } from "../format-error.ts";
import { splitLines } from "../text.ts";
import { clockFlicks, formatClock } from "./clock-time.ts";
import { type Cue, makeCue, shownLines } from "./cue.ts";

const CLOCK = String.raw`(\d+):([0-5]?\d):([0-5]?\d)[,.](\d{3})`;
const TIMES = new RegExp(String.raw`^\s*${CLOCK}\s*-->\s*${CLOCK}(?:\s+(.*))?$`, "s");
const ARROW = "-->";
const COUNTER = /^\s*\d+\s*$/;

/** Tags that players take for markup, and override codes that came from ASS. All else in angles is text. */
const MARKUP = /<\/?(?:b|i|u|s|font|c|v|ruby|rt)(?:[\s.][^<>]*)?>|\{\\[^{}]*\}/gi;

/**
 * Reads SubRip subtitles. The format has no specification; what is read is what players agree on: a counter, which may
 * be missing, two times, lines of text up to the next cue, of which some may be blank.
 * @throws MediaFormatError with the line, for text before the first cue, times that are none, and cues that do not
 * end after they start.
 */
export function parseSrt(text: string): Cue[] {
  const lines = splitLines(text);
  const timed = lines.flatMap((line, at) => (line.includes(ARROW) ? [at] : []));
  const heads = timed.map((at, n) =>
    COUNTER.test(lines[at - 1] ?? "") && at - 1 !== timed[n - 1] ? at - 1 : at,
  );
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first !== (heads[0] ?? -1))
    throw expectedTimes(lines, COUNTER.test(lines[first] ?? "") ? first + 1 : first);
  return timed.map((at, n) => readCue(lines, at, heads[n + 1] ?? lines.length));
}

/**
 * Writes SubRip subtitles, numbered from 1, times to the millisecond. Blank lines in a text, which the format cannot
 * hold, are left out, and so are speakers and settings. An arrow in a text, which would be taken for times, gets a blank.
 */
export function writeSrt(cues: readonly Cue[]): string {
  const blocks = cues.map(
    ({ start, end, text }, n) =>
      `${n + 1}\n${formatClock(start, ",")} ${ARROW} ${formatClock(end, ",")}\n${shownLines(text).replaceAll(ARROW, "-- >")}\n`,
  );
  return blocks.join("\n");
}

function readCue(lines: readonly string[], at: number, end: number): Cue {
  const match = TIMES.exec(lines[at] ?? "");
  if (!match) throw expectedTimes(lines, at);
  const [, h1, m1, s1, ms1, h2, m2, s2, ms2, settings] = match;
  for (let n = at + 3; n < end; n++) if (lacksArrow(lines, n)) throw expectedTimes(lines, n);
  const counter = lines[at - 1] ?? "";
  const text = lines
    .slice(at + 1, end)
    .join("\n")
    .replace(MARKUP, "")
    .trim();
  return makeCue(clockFlicks(h1, m1, s1, ms1), clockFlicks(h2, m2, s2, ms2), text, at + 1, {
    id: COUNTER.test(counter) ? counter.trim() : undefined,
    settings: settings?.trim(),
  });
}

/** A time below a counter below a blank line: the times of a cue, but for the arrow. */
function lacksArrow(lines: readonly string[], at: number): boolean {
  const [blank = "", counter = "", times = ""] = lines.slice(at - 2, at + 1);
  return blank.trim() === "" && COUNTER.test(counter) && /^\s*\d+:\d+/.test(times);
}

function expectedTimes(lines: readonly string[], at: number): MediaFormatError {
  const found = JSON.stringify((lines[at] ?? "").slice(0, 60));
  return new MediaFormatError(
    `Line ${at + 1}: expected times such as 00:00:01,000 --> 00:00:02,500, found ${found}`,
    at + 1,
  );
}
