import { readFile } from "node:fs/promises";
import Table from "cli-table3";
import { Command, Option } from "commander";
import type {
  Container,
  Cutstream,
  PlannedClip,
  PublishOptions,
  ReadTimeline,
  Render,
  Stream,
} from "cutstream";
import { parseClipSpec } from "../clip-spec.ts";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import { type DressFlags, dress, withDress } from "../dress.ts";
import { CliError, EXIT } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

interface ComposeFlags extends Connection, DressFlags {
  readonly user?: string;
  readonly ttl?: string;
  readonly name?: string;
  readonly container?: Container;
  readonly snap: boolean;
  readonly edit?: string;
  readonly frameRate?: string;
  readonly render?: Render;
  readonly captions?: string;
  readonly json: boolean;
}

/** `cutstream compose`: publishes clips as a stream, and shows how exact the cuts are. */
export function composeCommand(terminal: Terminal): Command {
  const command = new Command("compose")
    .description("Publish clips as one stream.")
    .argument(
      "[clips...]",
      "VIDEO@START-END: seconds (v1@12.5-20), frames (v1@f100-f200) or fractions (v1@1001/30000-2)",
    )
    .option("--user <user>", "viewer that the stream is for")
    .option("--ttl <time>", "how long it lives: 90m, 24h, 7d, or seconds")
    .option("--name <name>", "name of the playlist")
    .addOption(new Option("--container <container>", "what segments are made of").choices(["fmp4", "ts"]))
    .option(
      "--edit <file>",
      "what an OpenTimelineIO file or an EDL shows, before the clips; videos go by their names",
    )
    .option("--frame-rate <rate>", "frames a second that the timecodes of an EDL count: 25, 30000/1001")
    .option("--snap", "cut at the nearest key frames: nothing is ever encoded", false)
    .addOption(
      new Option("--render <who>", "who draws overlays, shape and subtitles").choices(["player", "segments"]),
    )
    .option("--captions <name>", "with --render segments: the subtitles that are drawn, by name or language")
    .option("--json", "print the stream as JSON", false)
    .action((clips: string[], flags: ComposeFlags) => compose(clips, flags, terminal));
  return withConnection(withDress(command));
}

async function compose(texts: readonly string[], flags: ComposeFlags, terminal: Terminal): Promise<void> {
  if (texts.length === 0 && flags.edit === undefined) {
    throw new CliError(
      "There is nothing to publish.",
      "Name clips, or a file of an editing system with --edit.",
      EXIT.usage,
    );
  }
  const specs = texts.map((text) => parseClipSpec(text, flags.snap ? "snap" : "exact"));
  const { user, ttl, name, container, render, captions } = flags;
  const options: PublishOptions = {
    ...(user === undefined ? {} : { user }),
    ...(ttl === undefined ? {} : { ttl: /^\d+$/.test(ttl) ? Number(ttl) : ttl }),
    ...(name === undefined ? {} : { name }),
    ...(container === undefined ? {} : { container }),
    ...(render === undefined ? {} : { render }),
    ...(captions === undefined ? {} : { captions }),
  };
  const cs = connectTo(flags);
  const edited = flags.edit === undefined ? undefined : await readEdit(cs, flags.edit, flags.frameRate);
  for (const warning of edited?.warnings ?? []) terminal.note(`! ${warning}`);
  const clips = specs.reduce((before, { clip }) => before.add(clip), edited?.timeline ?? cs.timeline());
  const stream = await dress(clips, flags).stream(options);
  const asked = [
    ...(edited?.timeline.clips ?? []).map(({ video }) => video),
    ...specs.map(({ text }) => text),
  ];
  if (flags.json) terminal.print(JSON.stringify(stream, null, 2));
  else printStream(asked, stream, terminal);
  for (const warning of stream.plan.warnings) terminal.note(`! ${warning}`);
}

/** Reads a file of an editing system: JSON is OpenTimelineIO, all else an EDL. */
async function readEdit(cs: Cutstream, path: string, frameRate?: string): Promise<ReadTimeline> {
  const text = await readFile(path, "utf8");
  if (/^\s*\{/.test(text)) return cs.timelines.fromOTIO(text);
  return cs.timelines.fromEDL(text, frameRate ?? "25");
}

/** Prints what was cut, as a table, and where it plays. @param asked each clip as it was asked for. */
export function printStream(asked: readonly string[], stream: Stream, terminal: Terminal): void {
  const { plan } = stream;
  const table = new Table({
    head: ["clip", "asked", "shown (s)", "frames", "error (frames)", "method"],
    colAligns: ["right", "left", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const [index, clip] of plan.clips.entries()) {
    table.push([index + 1, asked[index] ?? clip.video, ...cells(clip)]);
  }
  terminal.print(table.toString());
  const { segments, heads } = plan;
  terminal.print(
    `${plan.duration.toFixed(3)} s, ${segments.total} segments (${segments.shared} shared), ` +
      `${heads.total} heads (${heads.ready} ready, ${heads.frames} frames)`,
  );
  terminal.print(`stream  ${stream.id}, until ${stream.expiresAt}`);
  terminal.print(`url     ${stream.url}`);
  terminal.print(`player  ${stream.playerUrl}`);
}

function cells(clip: PlannedClip): string[] {
  return [
    `${clip.start.toFixed(3)} – ${clip.end.toFixed(3)}`,
    `${clip.startFrame} – ${clip.endFrame - 1}`,
    `${signed(clip.startErrorFrames)} / ${signed(clip.endErrorFrames)}`,
    clip.method,
  ];
}

function signed(frames: number): string {
  const rounded = Math.round(frames * 100) / 100;
  return rounded > 0 ? `+${rounded}` : String(rounded === 0 ? 0 : rounded);
}
