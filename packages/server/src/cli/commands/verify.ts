import type { VerifyRequest } from "@cutstream/engine";
import { Command } from "commander";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { CliError, EXIT } from "../failure.ts";
import { showProgress } from "../progress.ts";
import { download, printReport } from "../report.ts";
import type { Terminal } from "../terminal.ts";

interface VerifyFlags extends Connection {
  readonly reel?: string;
  readonly json: boolean;
}

/** `cutstream verify`: plays a stream as a client does, and holds every cut against the uncut source. */
export function verifyCommand(terminal: Terminal): Command {
  const command = new Command("verify")
    .description("Prove a stream frame by frame: decode it, and compare every cut with its source.")
    .argument("[stream]", "id or URL of a stream")
    .option("--reel <stream>", "a reel instead, slot by slot: id or URL of its stream")
    .option("--json", "print the report as JSON", false)
    .action((stream: string | undefined, flags: VerifyFlags) => verify(stream, flags, terminal));
  return withConnection(command);
}

async function verify(text: string | undefined, flags: VerifyFlags, terminal: Terminal): Promise<void> {
  const asked = flags.reel ?? text;
  if (asked === undefined || (flags.reel !== undefined && text !== undefined)) {
    throw new CliError("Either a stream or --reel is needed.", "Give the id of one stream.", EXIT.usage);
  }
  const { createFfmpegTranscoder, verifyReel, verifyStream } = await import("@cutstream/engine");
  const cs = connectTo(flags);
  const id = streamId(asked);
  const made = flags.reel === undefined ? undefined : await cs.reels.get(id);
  const stream = made?.stream ?? (await cs.streams.get(id));
  const display = showProgress(terminal);
  const tracker = display.track(stream.name);
  const request: VerifyRequest = {
    stream,
    video: (video) => cs.videos.get(video),
    fetch: download,
    transcoder: createFfmpegTranscoder({}),
    onProgress: (done, total) => tracker.update("verify", done / total),
  };
  const found = made ? verifyReel({ ...request, reel: made.reel }) : verifyStream(request);
  const report = await found.finally(() => {
    tracker.end();
    display.stop();
  });
  if (flags.json) terminal.print(JSON.stringify(report, null, 2));
  else printReport(report, terminal);
  if (!report.ok) process.exitCode = EXIT.failed;
}

/** A stream's id, also out of its URL (`/u/{user}/{id}/{signature}/{file}`) or that of a player page. */
function streamId(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const inner = url.searchParams.get("url");
  if (inner !== null) return streamId(new URL(inner, url).href);
  const id = /^\/u\/[^/]+\/([^/]+)\//.exec(url.pathname)?.[1];
  if (id !== undefined) return decodeURIComponent(id);
  throw new CliError(
    `${text} is no stream's URL.`,
    "Give the stream's id, or its url as it was published.",
    EXIT.usage,
  );
}
