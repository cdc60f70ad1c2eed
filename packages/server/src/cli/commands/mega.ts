import { writeFile } from "node:fs/promises";
import Table from "cli-table3";
import { Command, InvalidArgumentError, Option } from "commander";
import type { MegaReport } from "cutstream";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { CliError, EXIT } from "../failure.ts";
import { listFormatOf, parseClipTypes, readListFile } from "../list-files.ts";
import { showProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { megaLabelCommand } from "./mega-label.ts";

interface AddFlags extends Connection {
  readonly video: string;
  readonly rate?: string;
  readonly startTimecode?: string;
  readonly side?: "record" | "source";
}

interface VerifyFlags extends Connection {
  readonly accept?: readonly number[];
  readonly html?: string;
}

/** `cutstream mega`: long videos of many short clips, and what is where in them. */
export function megaCommand(terminal: Terminal): Command {
  return new Command("mega")
    .description("Mega assets: one long video of many short clips, of which reels are made.")
    .addCommand(createCommand(terminal))
    .addCommand(addCommand(terminal))
    .addCommand(verifyVersionCommand(terminal))
    .addCommand(stepCommand("promote", "Make a verified version the one that reels are made of.", terminal))
    .addCommand(rollbackCommand(terminal))
    .addCommand(stepCommand("retire", "Take a version out of use; streams made of it play on.", terminal))
    .addCommand(listCommand(terminal))
    .addCommand(megaLabelCommand(terminal));
}

function createCommand(terminal: Terminal): Command {
  const command = new Command("create")
    .description("Create a mega asset.")
    .argument("<name>")
    .option(
      "--types <types>",
      "clip types that every title must have, in frames: long=80,short=40",
      parseClipTypes,
    )
    .action(
      async (
        name: string,
        { types = {}, ...flags }: Connection & { types?: Record<string, number | null> },
      ) => {
        const clipTypes: Record<string, number> = {};
        for (const [type, frames] of Object.entries(types)) {
          if (frames === null)
            throw new CliError(
              `--types says no length of ${type}.`,
              `Give it in frames: ${type}=80.`,
              EXIT.usage,
            );
          clipTypes[type] = frames;
        }
        const { id } = await connectTo(flags).megaAssets.create(name, { clipTypes });
        terminal.print(`${name}  ${id}`);
      },
    );
  return withConnection(command);
}

function addCommand(terminal: Terminal): Command {
  const command = new Command("add")
    .description("Add a version: a video, and its list of timecodes (JSON, CSV, EDL, OTIO, FCPXML).")
    .argument("<mega>", "id or name")
    .argument("<list>", "file of the list")
    .requiredOption("--video <id>", "the video")
    .option("--rate <rate>", "frames a second that the list counts, where it is to be checked: 30000/1001")
    .option("--start-timecode <timecode>", "of the video's first frame: 01:00:00:00")
    .addOption(
      new Option("--side <side>", "what the video is to an EDL or OTIO file").choices(["record", "source"]),
    )
    .action(async (mega: string, list: string, flags: AddFlags) => {
      const { video, rate, startTimecode, side } = flags;
      const { version, clips, titles } = await connectTo(flags).megaAssets.addVersion(mega, {
        ...{ video, format: listFormatOf(list), data: await readListFile(list) },
        ...(rate !== undefined && { frameRate: rate }),
        ...(startTimecode !== undefined && { startTimecode }),
        ...(side !== undefined && { side }),
      });
      terminal.print(`version ${version}: ${clips} clips of ${titles} titles`);
    });
  return withConnection(command);
}

function verifyVersionCommand(terminal: Terminal): Command {
  const command = new Command("verify")
    .description("Verify a version: each line of its list against the cuts in the picture.")
    .argument("<mega>", "id or name")
    .argument("<version>", "its number", parseVersion)
    .option("--accept <lines>", "lines whose offsets you looked at and found right: 14,15", parseLines)
    .option("--html <file>", "write the report as a page, with the frames side by side")
    .action(async (mega: string, version: number, flags: VerifyFlags) => {
      const cs = connectTo(flags);
      const { accept, html } = flags;
      const job = await cs.megaAssets.verify(mega, version, accept && { accept });
      const display = showProgress(terminal);
      const tracker = display.track(`${mega} ${version}`);
      for await (const { stage, progress } of cs.jobs.progress(job.id)) tracker.update(stage, progress);
      tracker.end();
      display.stop();
      await cs.jobs.done(job.id);
      if (html !== undefined) await writeFile(html, await cs.megaAssets.reportPage(mega, version));
      printReport(await cs.megaAssets.report(mega, version), terminal);
    });
  return withConnection(command);
}

function printReport({ ok, findings, slip, errors, warnings, shots }: MegaReport, terminal: Terminal): void {
  for (const { severity, message, title, clipType, pictures } of findings) {
    const clip = [title, clipType].filter((part) => part !== undefined).join(" | ");
    terminal.print(`${severity === "error" ? "✗" : "!"} ${message}  (${clip})`);
    if (severity === "error" && pictures)
      terminal.print(`    ${pictures.listed}  ${pictures.detected ?? ""}`);
  }
  if (slip !== null)
    terminal.print(`The whole list is ${Math.abs(slip)} frames ${slip > 0 ? "late" : "early"}.`);
  const counts = `${errors} errors, ${warnings} warnings, ${shots} shots`;
  if (ok) terminal.print(`verified: ${counts}`);
  else throw new CliError(`It is not verified: ${counts}.`, "Mend the lines above, and add the list anew.");
}

function stepCommand(name: "promote" | "retire", description: string, terminal: Terminal): Command {
  const command = new Command(name)
    .description(description)
    .argument("<mega>", "id or name")
    .argument("<version>", "its number", parseVersion)
    .action(async (mega: string, version: number, flags: Connection) => {
      await connectTo(flags).megaAssets[name](mega, version);
      terminal.print(`version ${version} of ${mega} is ${name === "promote" ? "stable" : "retired"}`);
    });
  return withConnection(command);
}

function rollbackCommand(terminal: Terminal): Command {
  const command = new Command("rollback")
    .description("Make the version stable that was before.")
    .argument("<mega>", "id or name")
    .action(async (mega: string, flags: Connection) => {
      const { stable } = await connectTo(flags).megaAssets.rollback(mega);
      terminal.print(`version ${stable} of ${mega} is stable`);
    });
  return withConnection(command);
}

function listCommand(terminal: Terminal): Command {
  const command = new Command("list")
    .description("List mega assets, or the versions of one.")
    .argument("[mega]", "id or name")
    .action(async (mega: string | undefined, flags: Connection) => {
      const { megaAssets } = connectTo(flags);
      const style = { head: [], border: [] };
      if (mega === undefined) {
        const table = new Table({ head: ["mega asset", "id", "stable"], style });
        for await (const { name, id, stable } of megaAssets.list()) table.push([name, id, stable ?? "none"]);
        terminal.print(table.toString());
        return;
      }
      const table = new Table({ head: ["version", "status", "clips", "titles", "video"], style });
      for (const { version, status, clips, titles, video } of (await megaAssets.get(mega)).versions)
        table.push([version, status, clips, titles, video]);
      terminal.print(table.toString());
    });
  return withConnection(command);
}

function parseVersion(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number from 1.");
}

const parseLines = (text: string): number[] => text.split(",").map((line) => parseVersion(line.trim()));
