import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import type { TimecodeListFormat } from "cutstream";
import { CliError, EXIT } from "../failure.ts";
import { listFormatOf, parseClipTypes, readListFile } from "../list-files.ts";
import type { Terminal } from "../terminal.ts";

interface LabelFlags {
  readonly types?: Readonly<Record<string, number | null>>;
  readonly titles?: string;
  readonly rate?: string;
  readonly startTimecode?: string;
  readonly side?: "record" | "source";
  readonly format: TimecodeListFormat;
  readonly out?: string;
}

/** `cutstream mega label`: from an editing system's markers to a list of timecodes. Needs no server. */
export function megaLabelCommand(terminal: Terminal): Command {
  return new Command("label")
    .description("Turn the markers of an export (FCPXML, EDL, OTIO) into a list, and say what is missing.")
    .argument("<export>", 'file of the export; its markers say "title | clip type"')
    .option(
      "--types <types>",
      "clip types that every title is to have: long=80,short=40, or long,short",
      parseClipTypes,
    )
    .option("--titles <file>", "titles that are to be there, a line each")
    .option("--rate <rate>", "frames a second of an EDL: 25, 30000/1001")
    .option("--start-timecode <timecode>", "of an EDL's first frame: 01:00:00:00")
    .addOption(
      new Option("--side <side>", "which times of an EDL or OTIO file count").choices(["record", "source"]),
    )
    .addOption(
      new Option("--format <format>", "what the list is written in")
        .choices(["json", "csv", "edl", "otio", "fcpxml"])
        .default("csv"),
    )
    .option("--out <file>", "write the list there; its ending decides the format")
    .action((path: string, flags: LabelFlags) => label(path, flags, terminal));
}

async function label(path: string, flags: LabelFlags, terminal: Terminal): Promise<void> {
  const { labelMarkers, parseFrameRate, writeTimecodeList } = await import("@cutstream/engine");
  const format = listFormatOf(path);
  if (format === "json" || format === "csv")
    throw new CliError(
      `${path} has no markers.`,
      "Give an export that ends in .fcpxml, .edl or .otio.",
      EXIT.usage,
    );
  const { types, rate, startTimecode, side, out } = flags;
  const frameRate = rate === undefined ? undefined : parseFrameRate(rate);
  if (rate !== undefined && !frameRate)
    throw new CliError(`--rate is ${rate}.`, "Give 25 or 30000/1001, say.", EXIT.usage);
  const { list, ignored, missing } = labelMarkers(await readListFile(path), format, {
    ...(types && { clipTypes: types }),
    ...(flags.titles !== undefined && { titles: await readTitles(flags.titles) }),
    ...(frameRate && { frameRate }),
    ...(startTimecode !== undefined && { startTimecode }),
    ...(side !== undefined && { side }),
  });
  if (out === undefined) terminal.print(writeTimecodeList(list, flags.format).trimEnd());
  else await writeFile(out, writeTimecodeList(list, listFormatOf(out)));
  terminal.note(`${list.clips.length} clips of ${new Set(list.clips.map(({ title }) => title)).size} titles`);
  for (const { line, text } of ignored)
    terminal.note(`! line ${line}: ${JSON.stringify(text)} names no clip`);
  for (const { title, clipTypes } of missing) terminal.note(`! ${title} lacks ${clipTypes.join(", ")}`);
}

async function readTitles(path: string): Promise<string[]> {
  const text = new TextDecoder().decode(await readListFile(path));
  const titles = text.split(/\r?\n/).map((line) => line.trim());
  return titles.filter((title) => title !== "");
}
