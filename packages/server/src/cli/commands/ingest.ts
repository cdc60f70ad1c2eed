import { openAsBlob } from "node:fs";
import { access, constants } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { Command, Option } from "commander";
import type { Cutstream, Ingested, IngestMode, IngestOptions, Video } from "cutstream";
import { type Connection, connectTo, sharesOurDisk, withConnection } from "../connection.ts";
import { CliError, EXIT, reportFailure } from "../failure.ts";
import { parseHeights } from "../numbers.ts";
import { showProgress, type Tracker } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

/** Sources taken in at a time: the server has a queue of its own. */
const AT_A_TIME = 4;

interface IngestFlags extends Connection {
  readonly collection?: string;
  readonly name?: string;
  readonly mode?: IngestMode;
  readonly ladder?: readonly number[];
  readonly upload: boolean;
  readonly json: boolean;
}

type Outcome =
  | { readonly source: string; readonly video: Video }
  | { readonly source: string; readonly error: unknown };

/** `cutstream ingest`: takes files and URLs in, and waits until they can be cut. */
export function ingestCommand(terminal: Terminal): Command {
  const command = new Command("ingest")
    .description("Take videos in, and wait until they are ready.")
    .argument("<sources...>", "files or URLs")
    .option("--collection <id>", "collection to put them into")
    .option("--name <name>", "name, for a single source")
    .addOption(new Option("--mode <mode>", "how they are taken in").choices(["auto", "copy", "encode"]))
    .addOption(new Option("--ladder <heights>", "further renditions: 360,240").argParser(parseHeights))
    .option("--upload", "send files even to a server on this machine", false)
    .option("--json", "print the result as JSON", false)
    .action((sources: string[], flags: IngestFlags) => ingest(sources, flags, terminal));
  return withConnection(command);
}

async function ingest(sources: readonly string[], flags: IngestFlags, terminal: Terminal): Promise<void> {
  if (flags.name !== undefined && sources.length > 1) {
    throw new CliError(
      "One name does not fit several sources.",
      "Leave --name out, or ingest one.",
      EXIT.usage,
    );
  }
  const cs = connectTo(flags);
  const display = showProgress(terminal);
  const outcomes: Outcome[] = [];
  const waiting = sources.entries();
  const work = async () => {
    for (const [index, source] of waiting) {
      const tracker = display.track(basename(source));
      outcomes[index] = await ingestOne(cs, source, flags, tracker).then(
        (video) => ({ source, video }),
        (error: unknown) => ({ source, error }),
      );
      tracker.end();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  display.stop();
  report(outcomes, flags.json, terminal);
}

async function ingestOne(
  cs: Cutstream,
  source: string,
  flags: IngestFlags,
  tracker: Tracker,
): Promise<Video> {
  const { video, job } = await send(cs, source, flags, tracker);
  for await (const { stage, progress } of cs.jobs.progress(job.id)) tracker.update(stage, progress);
  await cs.jobs.done(job.id);
  return cs.videos.get(video.id);
}

async function send(cs: Cutstream, source: string, flags: IngestFlags, tracker: Tracker): Promise<Ingested> {
  const { collection, name, mode, ladder } = flags;
  const options: IngestOptions = {
    ...(collection === undefined ? {} : { collection }),
    ...(name === undefined ? {} : { name }),
    ...(mode === undefined ? {} : { mode }),
    ...(ladder === undefined ? {} : { ladder }),
  };
  if (/^https?:\/\//i.test(source)) return cs.videos.ingest({ url: source, ...options });
  const path = resolve(source);
  await access(path, constants.R_OK).catch(() => {
    throw new CliError(`${path} cannot be read.`, "Check the path, or give an http or https URL.");
  });
  if (sharesOurDisk(flags) && !flags.upload) return cs.videos.ingest({ path, ...options });
  return cs.videos.upload(await openAsBlob(path), {
    ...options,
    fileName: basename(path),
    onProgress: (sent, total = sent) => tracker.update("upload", total === 0 ? 1 : sent / total),
  });
}

function report(outcomes: readonly Outcome[], json: boolean, terminal: Terminal): void {
  if (json) {
    const plain = outcomes.map((outcome) =>
      "error" in outcome ? { source: outcome.source, error: factsOf(outcome.error) } : outcome,
    );
    terminal.print(JSON.stringify(plain, null, 2));
  }
  for (const outcome of outcomes) {
    if ("error" in outcome) {
      terminal.note(`${outcome.source}:`);
      process.exitCode = reportFailure(outcome.error, terminal);
    } else if (!json) {
      terminal.print(line(outcome.video));
    }
    for (const warning of "video" in outcome ? outcome.video.warnings : []) terminal.note(`! ${warning}`);
  }
}

function line({ id, name, duration, frameRate, width, height, mode, modeReason }: Video): string {
  const facts = [
    `${duration?.toFixed(3)} s`,
    `${width}x${height}`,
    `${frameRate} fps`,
    `${mode}: ${modeReason}`,
  ];
  return [id, name, ...facts].join("  ");
}

function factsOf(error: unknown) {
  const {
    code = "failed",
    message,
    remedy = "",
  } = error as { code?: string; message: string; remedy?: string };
  return { code, message, remedy };
}
