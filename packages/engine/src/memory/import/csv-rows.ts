import { MediaFormatError } from "@cutstream/media";
import { CsvError, parse } from "csv-parse/sync";

/** A row, and the line that it ends on. */
export interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Characters of a row: a quote that is never closed must not swallow the file. */
const LONGEST_ROW = 1_000_000;

/**
 * Rows of a CSV file (RFC 4180), empty ones left out. The first line decides between comma, semicolon and tab.
 * @throws MediaFormatError with the line.
 */
export function parseCsvRows(text: string): readonly CsvRow[] {
  const delimiter = delimiterOf(text);
  try {
    return parse(text, {
      delimiter,
      info: true,
      max_record_size: LONGEST_ROW,
      skip_empty_lines: true,
      // Tabs count as blanks.
      trim: delimiter !== "\t",
    }) as unknown as readonly CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines ?? 1);
    throw new MediaFormatError(`Line ${line}: ${error.message}`, line);
  }
}

/** The one of which the header has the most. */
function delimiterOf(text: string): string {
  const [header = ""] = text.split(/[\n\r]/, 1);
  const counted = [",", ";", "\t"].map((mark) => ({ mark, count: header.split(mark).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}
