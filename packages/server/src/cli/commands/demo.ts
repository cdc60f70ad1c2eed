import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createFfmpegTranscoder, type VerifyReport, verifyStream } from "@cutstream/engine";
import { type Clip, type Cutstream, connect, type Stream, type Video } from "cutstream";
import { closeOnSignals, type RunningServer, startServer } from "../../index.ts";
import { CliError, reportFailure } from "../failure.ts";
import { showProgress } from "../progress.ts";
import { download, printReport } from "../report.ts";
import type { Terminal } from "../terminal.ts";
import { printStream } from "./compose.ts";
import { findInFilms, printFound } from "./demo-memory.ts";

/** Films of the demo, and who is to be thanked for them. */
const FILMS = [
  { file: "sintel_excerpt.mp4", name: "Sintel (© Blender Foundation, CC BY 3.0)" },
  { file: "chaplin_1910s.mp4", name: "A silent film of the 1910s (public domain)" },
] as const;

const MEDIA = fileURLToPath(new URL("../../../../../examples/media/", import.meta.url));

export interface DemoOptions {
  /** Ends after the check instead of serving on. */
  readonly once: boolean;
  readonly port: number;
}

/**
 * `cutstream demo`: the main job on real films, start to end. Serves on the embedded defaults, ingests, composes,
 * publishes, proves every cut, has the films looked at, finds moments in them, proves these, and prints where all plays.
 * @throws CliError where a cut is not exact, and where nothing is found.
 */
export async function runDemo({ once, port }: DemoOptions, terminal: Terminal): Promise<void> {
  const server = await start(port);
  const cs = connect({ url: server.address });
  try {
    terminal.note(`Cutstream listens on ${server.address}`);
    const videos = await ingestFilms(cs, terminal);
    const clips = timeline(videos);
    const stream = await cs.timeline(clips).stream({ user: "demo", name: "demo", ttl: "7d" });
    printStream(clips.map(describe), stream, terminal);
    printReport(await prove(cs, stream, terminal), terminal);
    const moments = await findInFilms(cs, videos, terminal);
    printFound(moments, terminal);
    for (const moment of moments) {
      const plan = await cs.timeline([moment]).plan();
      await prove(cs, { url: moment.url, plan }, terminal);
    }
    terminal.print("✓ every moment plays, and is exact");
  } catch (error) {
    await server.close();
    throw error;
  }
  if (once) return server.close();
  terminal.note("Serving on; Ctrl+C stops.");
  closeOnSignals(server, (error) => {
    process.exitCode = reportFailure(error, terminal);
  });
}

/** On the port asked for, or on any that is free where that is taken. */
async function start(port: number): Promise<RunningServer> {
  const options = { dataDir: resolve(".cutstream/demo"), logger: false };
  return startServer({ ...options, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return startServer({ ...options, port: 0 });
  });
}

async function ingestFilms(cs: Cutstream, terminal: Terminal): Promise<Video[]> {
  const display = showProgress(terminal);
  try {
    const videos: Video[] = [];
    for (const { file, name } of FILMS) {
      const tracker = display.track(name);
      const { video, job } = await cs.videos.ingest({ path: `${MEDIA}${file}`, name });
      for await (const { stage, progress } of cs.jobs.progress(job.id)) tracker.update(stage, progress);
      tracker.end();
      videos.push(await cs.videos.waitUntilReady(video.id));
    }
    for (const { name, modeReason } of videos) terminal.note(`${name}: ${modeReason}`);
    return videos;
  } finally {
    display.stop();
  }
}

/** Cuts at arbitrary times, of films that differ in size, frame rate and sound. */
function timeline([sintel, chaplin]: readonly Video[]): Clip[] {
  if (!sintel || !chaplin) throw new Error("The demo has two films.");
  return [
    { video: sintel.id, start: 0.45, end: 2.9 },
    { video: chaplin.id, start: { frame: 37 }, end: { frame: 96 } },
    { video: sintel.id, start: "151/24", end: "197/24" },
    { video: chaplin.id, start: 5.2, end: 7 },
    { video: sintel.id, start: 9.3, end: 11.75 },
  ];
}

function describe({ start, end }: Clip): string {
  const show = (time: Clip["start"]) => (typeof time === "object" ? `f${time.frame}` : String(time));
  return `${show(start)} – ${show(end)}`;
}

/** @throws CliError where a cut is not exact, having printed which. */
async function prove(
  cs: Cutstream,
  stream: Pick<Stream, "url" | "plan">,
  terminal: Terminal,
): Promise<VerifyReport> {
  const report = await verifyStream({
    stream,
    video: (id) => cs.videos.get(id),
    fetch: download,
    transcoder: createFfmpegTranscoder(),
  });
  if (report.ok) return report;
  printReport(report, terminal);
  throw new CliError(`A cut of ${stream.url} is not exact.`, "Please report it, with the output above.");
}
