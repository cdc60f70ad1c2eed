import { Command } from "commander";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { CliError, EXIT } from "../failure.ts";
import { showProgress } from "../progress.ts";
import { download, printReport } from "../report.ts";
import type { Terminal } from "../terminal.ts";

interface VerifyFlags extends Connection {
  readonly json: boolean;
}

/** `cutstream verify`: plays a stream as a client does, and holds every cut against the uncut source. */
export function verifyCommand(terminal: Terminal): Command {
  const command = new Command("verify")
    .description("Prove a stream frame by frame: decode it, and compare every cut with its source.")
    .argument("<stream>", "id or URL of a stream")
    .option("--json", "print the report as JSON", false)
    .action((stream: string, flags: VerifyFlags) => verify(stream, flags, terminal));
  return withConnection(command);
}

async function verify(text: string, flags: VerifyFlags, terminal: Terminal): Promise<void> {
  const { createFfmpegTranscoder, verifyStream } = await import("@cutstream/engine");
  const cs = connectTo(flags);
  const stream = await cs.streams.get(streamId(text));
  const display = showProgress(terminal);
  const tracker = display.track(stream.name);
  const report = await verifyStream({
    stream,
    video: (id) => cs.videos.get(id),
    fetch: download,
    transcoder: createFfmpegTranscoder({}),
    onProgress: (done, total) => tracker.update("verify", done / total),
  }).finally(() => {
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
