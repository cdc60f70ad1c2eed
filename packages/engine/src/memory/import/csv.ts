import { type FrameRate, MediaFormatError, parseTimecode } from "@cutstream/media";
import type { ImportFile, MomentInput } from "../../api/memory.ts";
import type { TimeInput } from "../../api/timeline.ts";
import type { Json } from "../../moments/moment.ts";
import { parseCsvRows } from "./csv-rows.ts";

/** Columns of a file; all but a few are metadata. */
const MOST_COLUMNS = 1000;

const SECONDS = /^\d{1,12}(?:\.\d{1,12}|\/\d{1,15})?$/;
const CLOCK = /^(?:(\d{1,3}):)?(\d{1,2}):([0-5]?\d)(\.\d{1,9})?$/;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const BOOLEAN = /^(?:true|false)$/i;
const LABELS = new Set(["label", "labels"]);

interface Header {
  /** Column of each name that has a meaning, and the others with their names as they are written. */
  readonly known: ReadonlyMap<string, number>;
  readonly metadata: readonly { readonly name: string; readonly column: number }[];
}

/**
 * Moments of a CSV file (RFC 4180; the first line decides between comma, semicolon and tab). Its header names columns
 * `start` and `end`, and may name `text`, `label` or `labels` (several apart by comma, semicolon or bar) and
 * `language`, in any case. Every other column is metadata: numbers and `true` or `false` are those, empty fields are
 * left out. Times are seconds, exact fractions of them, `h:mm:ss.fff` or timecodes of the video's frame rate.
 * @throws MediaFormatError with the line.
 */
export function readCsv(text: string, _file: ImportFile, frameRate: FrameRate): readonly MomentInput[] {
  const [first, ...rows] = parseCsvRows(text);
  const header = readHeader(first?.record ?? []);
  return rows.map(({ record, info }) => readRow(record, header, frameRate, info.lines));
}

function readHeader(names: readonly string[]): Header {
  if (names.length > MOST_COLUMNS)
    throw headerError(`has ${names.length} columns; ${MOST_COLUMNS} are the most`);
  const known = new Map<string, number>();
  const metadata: { name: string; column: number }[] = [];
  const seen = new Set<string>();
  for (const [column, written] of names.entries()) {
    const name = written.trim();
    const lower = name.toLowerCase();
    const meaning = LABELS.has(lower) ? "labels" : lower;
    const isKnown = ["start", "end", "text", "labels", "language"].includes(meaning);
    const key = isKnown ? meaning : name;
    if (key === "") throw headerError(`has no name for column ${column + 1}`);
    if (seen.has(key)) throw headerError(`names ${JSON.stringify(name)} twice`);
    seen.add(key);
    if (isKnown) known.set(meaning, column);
    else metadata.push({ name, column });
  }
  if (!known.has("start") || !known.has("end"))
    throw headerError(
      `must name the columns start and end, and names ${JSON.stringify(names.join(", ").slice(0, 80))}`,
    );
  return { known, metadata };
}

function readRow(record: readonly string[], header: Header, frameRate: FrameRate, line: number): MomentInput {
  const field = (name: string): string => record[header.known.get(name) ?? -1]?.trim() ?? "";
  const facts = header.metadata
    .map(({ name, column }): [string, string] => [name, record[column]?.trim() ?? ""])
    .filter(([, value]) => value !== "")
    .map(([name, value]) => [name, typed(value)]);
  const labels = field("labels")
    .split(/[,;|]/)
    .map((label) => label.trim())
    .filter((label) => label !== "");
  return {
    start: readTime(field("start"), "start", frameRate, line),
    end: readTime(field("end"), "end", frameRate, line),
    ...(field("text") !== "" && { text: field("text") }),
    ...(field("language") !== "" && { language: field("language") }),
    ...(labels.length > 0 && { labels }),
    ...(facts.length > 0 && { metadata: Object.fromEntries(facts) }),
  };
}

function readTime(text: string, name: string, frameRate: FrameRate, line: number): TimeInput {
  if (SECONDS.test(text)) return text;
  const frame = parseTimecode(text, frameRate);
  if (frame !== undefined) return { frame };
  const [match, hours = "0", minutes, seconds, fraction = ""] = CLOCK.exec(text) ?? [];
  if (match !== undefined)
    return `${(Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)}${fraction}`;
  const found = JSON.stringify(text.slice(0, 40));
  throw new MediaFormatError(
    `Line ${line}: expected a time such as 12.5, 00:00:12.5 or 00:00:12:15 as ${name}, found ${found}`,
    line,
  );
}

/** Numbers and booleans as such; what only looks like a number, as 007 and long identifiers do, stays text. */
function typed(value: string): Json {
  if (BOOLEAN.test(value)) return value.toLowerCase() === "true";
  return NUMBER.test(value) ? Number(value) : value;
}

const headerError = (what: string): MediaFormatError => new MediaFormatError(`Line 1: the header ${what}`, 1);
