import { MediaFormatError } from "../format-error.ts";
import { splitLines } from "../text.ts";
import { clockFlicks, formatClock } from "./clock-time.ts";
import { type Cue, makeCue, shownLines } from "./cue.ts";
import { cueTextOf, writeCueText } from "./webvtt-text.ts";

const CLOCK = String.raw`(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})`;
const TIMES = new RegExp(String.raw`^[ \t]*${CLOCK}[ \t]*-->[ \t]*${CLOCK}(?:[ \t]+(.*))?$`, "s");
const ARROW = "-->";
const SIGNATURE = /^WEBVTT(?:[ \t].*)?$/s;
/** Blocks that are no cues (§4.1): comments, style sheets, regions. */
const OTHER_BLOCK = /^(?:NOTE(?:[ \t].*)?|STYLE[ \t]*|REGION[ \t]*)$/s;

/**
 * Reads WebVTT (W3C WebVTT §6.1). Comments, styles and regions are passed over, and so are header lines but
 * `Language:`. Where the specification would have players leave out what they cannot read, this refuses it.
 * @throws MediaFormatError with the line, where the signature is missing, for blocks that are no cues, times that are
 * none, and cues that do not end after they start.
 */
export function parseWebVtt(text: string): Cue[] {
  const lines = splitLines(text);
  if (!SIGNATURE.test(lines[0] ?? "")) throw expected("WEBVTT", lines, 0);
  const cues: Cue[] = [];
  let at = 1;
  let language: string | undefined;
  for (; at < lines.length && lines[at] !== "" && !isTimed(lines, at); at++)
    language ??= /^Language:[ \t]*(\S+)/i.exec(lines[at] ?? "")?.[1];
  while (at < lines.length) {
    if (lines[at]?.trim() === "") at++;
    else if (isTimed(lines, at)) at = readCue(lines, at, undefined, language, cues);
    else if (isTimed(lines, at + 1)) at = readCue(lines, at + 1, lines[at], language, cues);
    else if (OTHER_BLOCK.test(lines[at] ?? "")) at = endOfBlock(lines, at);
    else throw expected("times such as 00:01.000 --> 00:02.500", lines, at);
  }
  return cues;
}

/**
 * Writes WebVTT, times to the millisecond. Blank lines in a text, which the format cannot hold, are left out.
 * @throws MediaFormatError for an identifier or settings that would end their line or be times.
 */
export function writeWebVtt(cues: readonly Cue[], options: { readonly language?: string } = {}): string {
  const head = options.language === undefined ? "WEBVTT" : `WEBVTT\nLanguage: ${options.language}`;
  return `${[head, ...cues.map(writeCue)].join("\n\n")}\n`;
}

function writeCue({ start, end, text, id, settings, speaker }: Cue): string {
  for (const fact of [id, settings])
    if (fact !== undefined && (/[\n\r]/.test(fact) || fact.includes(ARROW)))
      throw new MediaFormatError(`No identifier or settings of a WebVTT cue: ${JSON.stringify(fact)}`);
  const times = `${formatClock(start, ".")} ${ARROW} ${formatClock(end, ".")}`;
  return [
    ...(id === undefined ? [] : [id]),
    settings === undefined ? times : `${times} ${settings}`,
    writeCueText(shownLines(text), speaker),
  ].join("\n");
}

/** Reads the cue with times on this line. @returns the line after it. */
function readCue(
  lines: readonly string[],
  at: number,
  id: string | undefined,
  language: string | undefined,
  cues: Cue[],
): number {
  const match = TIMES.exec(lines[at] ?? "");
  if (!match) throw expected("times such as 00:01.000 --> 00:02.500", lines, at);
  const [, h1, m1, s1, ms1, h2, m2, s2, ms2, settings] = match;
  const end = endOfBlock(lines, at + 1);
  const { text, speaker } = cueTextOf(lines.slice(at + 1, end).join("\n"));
  const facts = { id, settings: settings?.trim(), speaker, language };
  cues.push(makeCue(clockFlicks(h1, m1, s1, ms1), clockFlicks(h2, m2, s2, ms2), text, at + 1, facts));
  return end;
}

/** The first line from here on that ends a block: a blank one, or one of another cue's times. */
function endOfBlock(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at] !== "" && !isTimed(lines, at)) at++;
  return at;
}

const isTimed = (lines: readonly string[], at: number): boolean => lines[at]?.includes(ARROW) ?? false;

function expected(what: string, lines: readonly string[], at: number): MediaFormatError {
  const found = JSON.stringify((lines[at] ?? "").slice(0, 60));
  return new MediaFormatError(`Line ${at + 1}: expected ${what}, found ${found}`, at + 1);
}
