import { MediaFormatError } from "../format-error.ts";
import { splitLines } from "../text.ts";
import { clockFlicks } from "./clock-time.ts";
import { type Cue, makeCue } from "./cue.ts";

/** Fields of an event where no `Format:` line says otherwise (ASS v4+). */
const FIELDS = ["Layer", "Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text"];
const TIME = /^(\d+):([0-5]\d):([0-5]\d)[.:](\d\d)$/;
const OVERRIDE = /(\{[^{}]*\})/;
/** Scale of the drawing mode in an override; 0 switches it off. */
const DRAWING = /\\p(\d+)/g;

/**
 * Reads the dialogue of SubStation Alpha subtitles, v4 (SSA) and v4+ (ASS), in the file's order. Styles, comments,
 * overrides and drawings are passed over.
 * @throws MediaFormatError with the line, where there is no `[Events]` section, for events without times, and for
 * those that do not end after they start.
 */
export function parseAss(text: string): Cue[] {
  const lines = splitLines(text);
  const cues: Cue[] = [];
  let section: string | undefined;
  let events = false;
  let fields = FIELDS;
  lines.forEach((line, at) => {
    const header = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header.toLowerCase();
      events ||= section === "events";
    }
    if (section !== "events") return;
    const [, kind, value = ""] = /^\s*(Format|Dialogue):\s*(.*)$/is.exec(line) ?? [];
    if (kind === undefined) return;
    if (kind.toLowerCase() === "format") fields = value.split(",").map((field) => field.trim());
    else cues.push(readEvent(value, fields, at + 1));
  });
  if (!events) throw new MediaFormatError("No [Events] section: these are no SSA or ASS subtitles", 1);
  return cues;
}

function readEvent(value: string, fields: readonly string[], line: number): Cue {
  const values = value.split(",");
  const field = (name: string): string => {
    const at = fields.findIndex((candidate) => candidate.toLowerCase() === name);
    // The text is the last field, and the only one with commas.
    const found = at === fields.length - 1 ? values.slice(at).join(",") : values[at];
    if (found === undefined) throw new MediaFormatError(`Line ${line}: the event has no ${name}`, line);
    return found;
  };
  const speaker = fields.some((name) => name.toLowerCase() === "name") ? field("name").trim() : undefined;
  return makeCue(readTime(field("start"), line), readTime(field("end"), line), plain(field("text")), line, {
    speaker,
  });
}

function readTime(text: string, line: number): number {
  const [match, hours, minutes, seconds, hundredths] = TIME.exec(text.trim()) ?? [];
  if (match === undefined)
    throw new MediaFormatError(
      `Line ${line}: expected a time such as 0:00:01.50, found ${JSON.stringify(text)}`,
      line,
    );
  return clockFlicks(hours, minutes, seconds, `${hundredths}0`);
}

/** Text without overrides, and without the coordinates of vector drawings, which stand where text does. */
function plain(text: string): string {
  let drawing = false;
  let shown = "";
  text.split(OVERRIDE).forEach((part, n) => {
    if (n % 2 === 1) drawing = Number([...part.matchAll(DRAWING)].at(-1)?.[1] ?? drawing) > 0;
    else if (!drawing) shown += part;
  });
  return shown.replace(/\\N/gi, "\n").replaceAll("\\h", " ").trim();
}
