import { parseCsvRows } from "../../../memory/import/csv-rows.ts";
import { ListTimes, oneRate, showRate } from "./list-times.ts";
import { checkNames, type ListOptions, refuse, type TimecodeList } from "./timecode-list.ts";

/** What columns are called, in any case and with blanks, hyphens and underscores left out. */
const COLUMNS = {
  title: ["title"],
  clipType: ["cliptype", "type"],
  in: ["in", "start"],
  out: ["out", "end"],
  frameRate: ["framerate", "fps", "rate"],
} as const;

type Column = keyof typeof COLUMNS;

/**
 * Reads a list in CSV. Its header names the columns `title`, `clip_type`, `in` and `out`, and may name `frame_rate`;
 * other columns are passed over. `out` is the first frame after the clip.
 * @throws MediaFormatError with the line.
 */
export function readCsvList(text: string, options: ListOptions): TimecodeList {
  const [header, ...rows] = parseCsvRows(text);
  const columns = readHeader(header?.record ?? []);
  const entries = rows.map(({ record, info }) => ({
    field: (column: Column): string => record[columns.get(column) ?? -1]?.trim() ?? "",
    line: info.lines,
  }));
  const stated = entries.flatMap(({ field, line }) => {
    const rate = field("frameRate");
    return rate === "" ? [] : [{ rate, line }];
  });
  const frameRate = oneRate(options.frameRate, stated);
  const times = new ListTimes(frameRate, options.startTimecode);
  return {
    frameRate,
    clips: entries.map(({ field, line }) => {
      const [title, clipType] = [field("title"), field("clipType")];
      checkNames(title, clipType, line);
      return {
        ...{ title, clipType, line },
        first: times.frame(field("in"), line),
        end: times.frame(field("out"), line),
      };
    }),
  };
}

function readHeader(names: readonly string[]): ReadonlyMap<Column, number> {
  const columns = new Map<Column, number>();
  for (const [n, written] of names.entries()) {
    const name = written.toLowerCase().replace(/[\s_-]/g, "");
    const column = (Object.keys(COLUMNS) as Column[]).find((known) =>
      (COLUMNS[known] as readonly string[]).includes(name),
    );
    if (!column) continue;
    if (columns.has(column)) refuse(1, `the header names ${JSON.stringify(written)}, and that column twice`);
    columns.set(column, n);
  }
  for (const needed of ["title", "clipType", "in", "out"] as const)
    if (!columns.has(needed))
      refuse(1, `the header names no column ${needed === "clipType" ? "clip_type" : needed}`);
  return columns;
}

/** Writes a list in CSV (RFC 4180), in numbers of frames. */
export function writeCsvList({ frameRate, clips }: TimecodeList): string {
  const rows = clips.map(({ title, clipType, first, end }) => [
    quoted(title),
    quoted(clipType),
    first,
    end,
    showRate(frameRate),
  ]);
  return [["title", "clip_type", "in", "out", "frame_rate"], ...rows]
    .map((row) => `${row.join(",")}\r\n`)
    .join("");
}

/** The first row decides the separator, so that semicolons and tabs need no quotes; blanks at the ends do. */
const quoted = (text: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
