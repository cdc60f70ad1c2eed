import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Burn, Cutstream, ExportContainer, ExportedFile, RunningExport } from "cutstream";
import { parseClipSpec } from "../clip-spec.ts";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { type DressFlags, dress, shapeOf, withDress } from "../dress.ts";
import { CliError, EXIT } from "../failure.ts";
import { parseSeconds } from "../numbers.ts";
import { showProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

interface ExportFlags extends Connection, DressFlags {
  readonly stream?: string;
  readonly each: boolean;
  readonly container: ExportContainer;
  readonly burn?: readonly Burn[];
  readonly every?: number;
  readonly name?: string;
  readonly out?: string;
  readonly json: boolean;
}

const BURNS: readonly Burn[] = ["overlays", "subtitles", "reframe"];

/** `cutstream export`: makes files of clips or of a stream, and fetches them where they are wanted. */
export function exportCommand(terminal: Terminal): Command {
  const command = new Command("export")
    .description("Make files of clips or of a stream: films, sound or pictures.")
    .argument("[clips...]", "VIDEO@START-END, as in compose: one film of all of them")
    .option("--stream <id>", "what this stream plays, or this video")
    .option("--each", "a file for each clip", false)
    .addOption(
      new Option("--container <container>", "what is made").choices(["mp4", "m4a", "jpg"]).default("mp4"),
    )
    .option(
      "--burn <what>",
      "encode into the pictures of --stream: overlays, subtitles, reframe, with commas",
      parseBurns,
    )
    .option("--every <seconds>", "of jpg: a picture every so many seconds", parseSeconds)
    .option("--name <name>", "name of the files, without the ending")
    .option("--out <folder>", "fetch the files into this folder")
    .option("--json", "print the export as JSON", false)
    .action((clips: string[], flags: ExportFlags) => makeExport(clips, flags, terminal));
  return withConnection(withDress(command));
}

function parseBurns(text: string): Burn[] {
  return text.split(",").map((one) => {
    const found = BURNS.find((known) => known === one.trim());
    if (found) return found;
    throw new InvalidArgumentError(`It takes ${BURNS.join(", ")}.`);
  });
}

async function makeExport(clips: readonly string[], flags: ExportFlags, terminal: Terminal): Promise<void> {
  const running = await start(connectTo(flags), clips, flags);
  const display = showProgress(terminal);
  const tracker = display.track(`export ${running.id}`);
  for await (const { stage, progress } of running.progress()) tracker.update(stage, progress);
  tracker.end();
  display.stop();
  const made = await running.done();
  if (flags.json) terminal.print(JSON.stringify(made, null, 2));
  for (const file of made.files) await show(file, flags, terminal);
  for (const warning of made.warnings) terminal.note(`! ${warning}`);
}

function start(cs: Cutstream, texts: readonly string[], flags: ExportFlags): Promise<RunningExport> {
  const { stream, container, name, every } = flags;
  if ((stream === undefined) === (texts.length === 0)) {
    throw new CliError("Either clips or --stream is needed.", "Name what is to be exported.", EXIT.usage);
  }
  const { subtitles = [], overlay: overlays = [] } = flags;
  const reframe = shapeOf(flags);
  const given: readonly [Burn, boolean][] = [
    ["overlays", overlays.length > 0],
    ["subtitles", subtitles.length > 0],
    ["reframe", reframe !== undefined],
  ];
  const burn = flags.burn ?? given.flatMap(([what, there]) => (there ? [what] : []));
  const options = {
    container,
    ...(burn.length > 0 && { burn }),
    ...(name !== undefined && { name }),
    ...(every !== undefined && { pictures: { every } }),
  };
  if (stream !== undefined) return cs.exports.stream(stream, options);
  const clips = texts.map((text) => parseClipSpec(text, "exact").clip);
  if (!flags.each) return dress(cs.timeline(clips), flags).export(options);
  if (flags.music !== undefined) {
    throw new CliError("--music goes under one film.", "Leave --each or --music out.", EXIT.usage);
  }
  const ranges = clips.map(({ video, start, end }) => ({ video, start, end }));
  return cs.exports.ranges(ranges, {
    ...options,
    ...(overlays.length > 0 && { overlays }),
    ...(subtitles.length > 0 && { subtitles: subtitles.map((language) => ({ language })) }),
    ...(reframe && { reframe }),
  });
}

/** Tells of a file, and fetches it where that was asked for. */
async function show(file: ExportedFile, { out, json }: ExportFlags, terminal: Terminal): Promise<void> {
  const { name, url, error } = file;
  if (error) terminal.note(`✗ ${name}: ${error.message}\n  → ${error.remedy}`);
  if (url === null) return;
  if (out === undefined) {
    if (!json) terminal.print(`${name}  ${url}`);
    return;
  }
  await mkdir(out, { recursive: true });
  const path = join(out, basename(name));
  const part = `${path}.part`;
  try {
    const response = await fetch(url);
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    await pipeline(response.body, createWriteStream(part));
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(`${name} could not be fetched: ${why}.`, "Ask again; the export itself is made.");
  }
  terminal.print(path);
}
