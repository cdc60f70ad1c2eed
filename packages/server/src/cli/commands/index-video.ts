import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import Table from "cli-table3";
import { Command, Option } from "commander";
import type { Cutstream, ImportFormat, Index } from "cutstream";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { CliError, EXIT } from "../failure.ts";
import { showProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

interface IndexFlags extends Connection {
  readonly analyser?: readonly string[];
  readonly import?: string;
  readonly name?: string;
  readonly language?: string;
  readonly side?: "source" | "record";
  readonly startTimecode?: string;
  readonly list: boolean;
}

const FORMATS: Readonly<Record<string, ImportFormat>> = {
  ".json": "json",
  ".csv": "csv",
  ".srt": "srt",
  ".vtt": "vtt",
  ".edl": "edl",
  ".otio": "otio",
};

/** `cutstream index`: has a video analysed, or stores what you know of it. */
export function indexCommand(terminal: Terminal): Command {
  const command = new Command("index")
    .description("Remember what is seen, said and heard in a video.")
    .argument("<video>", "id of the video")
    .option("--analyser <names...>", "analysers to run; all that can where none is named")
    .option("--import <file>", "moments from a file instead: JSON, CSV, SRT, VTT, EDL or OTIO")
    .option("--name <name>", "name of the index that a file becomes; speech for subtitles, else events")
    .option("--language <tag>", "language of a file's texts: en, de-CH")
    .addOption(
      new Option("--side <side>", "what the video is to an EDL or OTIO file: source, or record").choices([
        "source",
        "record",
      ]),
    )
    .option("--start-timecode <timecode>", "of the video's first frame, for an EDL or OTIO file: 01:00:00:00")
    .option("--list", "only show the indexes that there are", false)
    .action((video: string, flags: IndexFlags) => index(video, flags, terminal));
  return withConnection(command);
}

async function index(video: string, flags: IndexFlags, terminal: Terminal): Promise<void> {
  const cs = connectTo(flags);
  if (flags.import !== undefined) await importFile(cs, video, flags.import, flags);
  else if (!flags.list) await analyse(cs, video, flags.analyser, terminal);
  printIndexes(await cs.indexes.list(video), terminal);
}

async function importFile(cs: Cutstream, video: string, path: string, flags: IndexFlags): Promise<void> {
  const format = FORMATS[extname(path).toLowerCase()];
  if (!format) {
    const known = Object.keys(FORMATS).join(", ");
    throw new CliError(`${path} is none of ${known}.`, "Give a file that ends in one of them.", EXIT.usage);
  }
  const data = await readFile(path).catch(() => {
    throw new CliError(`${path} cannot be read.`, "Check the path.");
  });
  const name = flags.name ?? (format === "srt" || format === "vtt" ? "speech" : "events");
  const { language, side, startTimecode } = flags;
  await cs.indexes.import(video, name, {
    ...{ format, data },
    ...(language !== undefined && { language }),
    ...(side !== undefined && { side }),
    ...(startTimecode !== undefined && { startTimecode }),
  });
}

async function analyse(
  cs: Cutstream,
  video: string,
  analysers: readonly string[] | undefined,
  terminal: Terminal,
): Promise<void> {
  const jobs = await cs.indexes.analyse(video, analysers);
  const display = showProgress(terminal);
  await Promise.all(
    jobs.map(async ({ id }, n) => {
      const tracker = display.track(analysers?.[n] ?? `index ${n + 1} of ${jobs.length}`);
      // how each ended stands in the table of indexes
      for await (const { stage, progress } of cs.jobs.progress(id)) tracker.update(stage, progress);
      tracker.end();
    }),
  );
  display.stop();
}

function printIndexes(indexes: readonly Index[], terminal: Terminal): void {
  const table = new Table({
    head: ["index", "status", "moments", "made by"],
    colAligns: ["left", "left", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const { name, status, moments, analyser, error } of indexes) {
    const maker = analyser ? `${analyser.model} ${analyser.version}` : error ? "" : "you";
    table.push([name, status, moments, maker]);
  }
  terminal.print(table.toString());
  for (const { name, warnings, error } of indexes) {
    for (const warning of warnings) terminal.note(`! ${name}: ${warning}`);
    if (error) terminal.note(`✗ ${name}: ${error.message}\n  → ${error.remedy}`);
  }
}
