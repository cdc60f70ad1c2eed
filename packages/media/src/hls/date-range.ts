import { MediaFormatError } from "../format-error.ts";
import { parseAttributeList, quote, unquote, writeAttributeList } from "./attribute-list.ts";
import { formatSeconds, parseSeconds } from "./duration.ts";

/** A range of time with attributes (`EXT-X-DATERANGE`, RFC 8216 §4.3.2.7). */
export interface DateRange {
  readonly id: string;
  readonly class?: string;
  /** Milliseconds since 1970 UTC. */
  readonly startDate: number;
  /** In flicks. */
  readonly duration?: number;
  /**
   * Further attributes by name: client-defined `X-` ones and those of later drafts, such as `X-ASSET-URI` or `CUE`.
   * Strings are written quoted, numbers as decimal floating point.
   */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

const NAME = /^[A-Z0-9-]+$/;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const OWN = new Set(["ID", "CLASS", "START-DATE", "DURATION"]);

function writeValue(name: string, value: string | number): string {
  if (!NAME.test(name) || OWN.has(name)) throw new MediaFormatError(`Not a free attribute name: ${name}`);
  if (typeof value === "string") return quote(value, name);
  const text = String(value);
  if (!DECIMAL.test(text)) throw new MediaFormatError(`${name} has no decimal form: ${value}`);
  return text;
}

/**
 * Writes the attribute list of an `EXT-X-DATERANGE`.
 * @throws MediaFormatError for text that would leave its quotes, a name that is none, or a number without decimal form.
 */
export function writeDateRange(range: DateRange): string {
  const start = new Date(range.startDate);
  if (Number.isNaN(start.getTime())) throw new MediaFormatError(`Not a date: ${range.startDate}`);
  return writeAttributeList([
    ["ID", quote(range.id, "ID")],
    ["CLASS", range.class === undefined ? undefined : quote(range.class, "CLASS")],
    ["START-DATE", quote(start.toISOString(), "START-DATE")],
    ["DURATION", range.duration === undefined ? undefined : formatSeconds(range.duration)],
    ...Object.entries(range.attributes ?? {}).map(
      ([name, value]) => [name, writeValue(name, value)] satisfies [string, string],
    ),
  ]);
}

/**
 * Reads the attribute list of an `EXT-X-DATERANGE`. Values that are neither quoted nor decimal (`YES`, hexadecimal
 * sequences) are kept as strings.
 * @throws MediaFormatError where `ID` or `START-DATE` is missing or malformed.
 */
export function parseDateRange(text: string, offset?: number): DateRange {
  const list = parseAttributeList(text, offset);
  const id = list.get("ID");
  const start = list.get("START-DATE");
  if (id === undefined || start === undefined) {
    throw new MediaFormatError("EXT-X-DATERANGE without ID or START-DATE", offset);
  }
  const startDate = Date.parse(unquote(start, "START-DATE", offset));
  if (Number.isNaN(startDate)) throw new MediaFormatError(`Not a date: ${start}`, offset);
  const className = list.get("CLASS");
  const duration = list.get("DURATION");
  const attributes: Record<string, string | number> = {};
  for (const [name, value] of list) {
    if (OWN.has(name)) continue;
    if (value.startsWith('"')) attributes[name] = value.slice(1, -1);
    else attributes[name] = DECIMAL.test(value) ? Number(value) : value;
  }
  return {
    id: unquote(id, "ID", offset),
    ...(className !== undefined && { class: unquote(className, "CLASS", offset) }),
    startDate,
    ...(duration !== undefined && { duration: parseSeconds(duration, offset) }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}
