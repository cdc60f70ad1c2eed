import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TimelineInput } from "@cutstream/engine";
import { compareToPlan, cutIndexes, frameRange } from "../tests/kit/compare.ts";
import { decodeFrames } from "../tests/kit/decode.ts";
import { FFMPEG, runProgram } from "../tests/kit/ffmpeg.ts";
import type { FrameCode } from "../tests/kit/frame-code.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { Player } from "./lib/player.ts";
import { BenchServer, type BenchVideo } from "./lib/server.ts";
import { type BenchSource, benchSources } from "./lib/sources.ts";
import { seeded } from "./lib/statistics.ts";
import { SEED } from "./lib/timelines.ts";
import { childCpu } from "./lib/usage.ts";

const CLIPS = 20;

/**
 * The same timeline, 20 clips of 3 to 8 s cut at any frame of three 720p sources, in three ways, one after the other on
 * the same machine:
 *
 * - *Cutstream*: published to the real server over sources already ingested, no head made before; then every playlist,
 *   init segment and segment fetched one after the other. And the same once more, as for the next viewer.
 * - *re-encode*: ffmpeg with 20 inputs (`-ss`, `-t`), the concat filter and libx264 veryfast at the sources' bit rate, to
 *   HLS with segments of four seconds.
 * - *stream copy*: ffmpeg's concat demuxer with `inpoint` and `outpoint` and `-c copy`, to the same HLS.
 *
 * Measured: wall time and CPU (of all processes) until everything is there, the time until a player could have the
 * first segment, and what ffmpeg decodes of the outcome (Cutstream's in the continuous form), read from the numbers
 * in the pictures: frames that were not asked for or stand in the wrong place, and frames missing.
 */
export const peers: Benchmark = {
  name: "peers",
  title: `The same ${CLIPS} clips by Cutstream and by ffmpeg`,
  async run() {
    const sources = await benchSources();
    const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
    try {
      const clips = chooseClips(sources);
      const expected = clips.flatMap(({ source, from, to }) => frameRange(source.sourceId, from, to));
      return [
        ...(await cutstream(sources, clips, expected)),
        ...(await ffmpeg("re-encode", reencodeArgs(clips), folder, expected)),
        ...(await ffmpeg("stream copy", await copyArgs(clips, folder), folder, expected)),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

interface Clip {
  readonly source: BenchSource;
  readonly from: number;
  readonly to: number;
}

function chooseClips(sources: readonly BenchSource[]): Clip[] {
  const random = seeded(SEED);
  return Array.from({ length: CLIPS }, (_, n) => {
    const source = sources[n % sources.length];
    if (!source) throw new Error("There are no sources.");
    const length = Math.round((3 + 5 * random()) * source.frameRate);
    const from = Math.floor(random() * (source.seconds * source.frameRate - length));
    return { source, from, to: from + length };
  });
}

async function cutstream(
  sources: readonly BenchSource[],
  clips: readonly Clip[],
  expected: readonly FrameCode[],
): Promise<Measurement[]> {
  await using server = await BenchServer.start();
  const videos = await server.ingest(sources);
  const videoOf = ({ source }: Clip): BenchVideo["id"] => videos[sources.indexOf(source)]?.id ?? "";
  const timeline = {
    clips: clips.map((clip) => ({
      video: videoOf(clip),
      start: { frame: clip.from },
      end: { frame: clip.to },
    })),
  };
  const unseen = await watch(server, timeline);
  const again = await watch(server, timeline);
  const outcome = await judge(`${unseen.url}?form=continuous`, expected);
  return [
    ...describe("Cutstream", { ...unseen, ...outcome }, 0),
    ...describe("Cutstream again, heads made", { ...again, ...outcome }, 0),
  ];
}

/** Publishes a timeline and fetches all of it, one thing after the other. */
async function watch(server: BenchServer, timeline: TimelineInput) {
  const player = new Player();
  const before = await server.usage();
  const start = performance.now();
  const { url } = await server.publish({ timeline });
  const { uris: variants } = await player.playlist(url);
  let first = 0;
  for (const playlist of [variants[0] ?? "", (variants[0] ?? "").replace("r/v0.", "r/a0.")]) {
    const { uris, maps } = await player.playlist(playlist);
    for (const uri of [...new Set(maps), ...uris]) {
      await player.fetch(uri);
      if (uri === uris[0] && first === 0) first = performance.now() - start;
    }
  }
  const wall = performance.now() - start;
  const after = await server.usage();
  player.close();
  return { url, wall, first, cpu: after.cpu + after.childCpu - before.cpu - before.childCpu };
}

interface Outcome {
  /** Milliseconds. */
  readonly wall: number;
  readonly first: number;
  /** Microseconds. */
  readonly cpu: number;
  readonly wrong: number;
  readonly missing: number;
  readonly exactClips: number;
}

function describe(
  how: string,
  { wall, first, cpu, wrong, missing, exactClips }: Outcome,
  mistakes?: number,
): Measurement[] {
  const budget = mistakes === undefined ? {} : { budget: mistakes };
  return [
    { what: `${how}: wall`, value: wall / 1000, unit: "s" },
    { what: `${how}: CPU`, value: cpu / 1e6, unit: "s" },
    { what: `${how}: first segment`, value: first / 1000, unit: "s" },
    { what: `${how}: frames wrong`, value: wrong, unit: "", ...budget },
    { what: `${how}: frames missing`, value: missing, unit: "", ...budget },
    { what: `${how}: exact clips`, value: exactClips, unit: `of ${CLIPS}` },
  ];
}

/** Decodes what was made and holds it against what was asked for. */
async function judge(input: string, expected: readonly FrameCode[]) {
  const shown = await decodeFrames(input);
  const report = compareToPlan(shown, expected);
  const wrong = report.wrong.length + report.repeats;
  return { wrong, missing: report.missing.length, exactClips: countExact(shown, expected) };
}

/** Clips shown whole, and right after what goes before them and before what comes next. */
function countExact(shown: readonly { code: FrameCode | null }[], expected: readonly FrameCode[]): number {
  const name = (code: FrameCode | null) => (code ? `${code.source}:${code.frame}` : "none");
  const all = `start ${shown.map(({ code }) => name(code)).join(" ")} end`;
  const wanted = ["start", ...expected.map(name), "end"];
  const starts = [0, ...cutIndexes(expected)];
  const ends = [...starts.slice(1), expected.length];
  return starts.filter((start, n) => all.includes(wanted.slice(start, (ends[n] ?? 0) + 2).join(" "))).length;
}

async function ffmpeg(
  how: string,
  args: readonly string[],
  folder: string,
  expected: readonly FrameCode[],
): Promise<Measurement[]> {
  const playlist = join(folder, `${how.replace(" ", "-")}.m3u8`);
  const hls = ["-f", "hls", "-hls_time", "4", "-hls_playlist_type", "event", "-hls_segment_type", "fmp4"];
  const own = () => childCpu(readFileSync("/proc/self/stat", "utf8"));
  const before = own();
  const start = performance.now();
  let first = 0;
  const names = ["-hls_fmp4_init_filename", `${how.replace(" ", "-")}.mp4`, playlist];
  const done = runProgram(FFMPEG, ["-hide_banner", "-loglevel", "error", ...args, ...hls, ...names], {
    timeoutMs: 600_000,
  }).then(() => true);
  while (!(await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 5, false))]))) {
    const text = first > 0 ? "" : await readFile(playlist, "utf8").catch(() => "");
    if (text.includes("#EXTINF")) first = performance.now() - start;
  }
  const wall = performance.now() - start;
  const cpu = own() - before;
  return describe(how, { wall, cpu, first: first || wall, ...(await judge(playlist, expected)) });
}

function reencodeArgs(clips: readonly Clip[]): string[] {
  const inputs = clips.flatMap(({ source, from, to }) => {
    const seconds = (frames: number) => (frames / source.frameRate).toFixed(6);
    return ["-ss", seconds(from), "-t", seconds(to - from), "-i", source.path];
  });
  const pads = clips.map((_, n) => `[${n}:v][${n}:a]`).join("");
  const filter = `${pads}concat=n=${clips.length}:v=1:a=1[v][a]`;
  const codecs = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "2500k", "-c:a", "aac", "-b:a", "128k"];
  return [...inputs, "-filter_complex", filter, "-map", "[v]", "-map", "[a]", ...codecs];
}

async function copyArgs(clips: readonly Clip[], folder: string): Promise<string[]> {
  const list = clips.map(({ source, from, to }) => {
    const seconds = (frame: number) => (frame / source.frameRate).toFixed(6);
    return `file '${source.path}'\ninpoint ${seconds(from)}\noutpoint ${seconds(to)}\n`;
  });
  const path = join(folder, "list.txt");
  await writeFile(path, `ffconcat version 1.0\n${list.join("")}`);
  return ["-f", "concat", "-safe", "0", "-i", path, "-c", "copy"];
}
