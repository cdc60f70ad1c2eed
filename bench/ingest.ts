import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FFMPEG, runProgram } from "../tests/kit/ffmpeg.ts";
import type { Benchmark } from "./lib/measurement.ts";
import { BenchServer } from "./lib/server.ts";
import { smallSource } from "./lib/sources.ts";

/**
 * How fast a file is taken in by copying: two hours (ten minutes without `--full`) of 720p at 1 Mbit/s with AAC, a
 * minute repeated by `ffmpeg -stream_loop -c copy`. From the POST to the real server until the job is done: read and
 * hashed, probed, indexed, chunked, stored with fsync, verified by decoding. CPU is that of the server and of the
 * ffmpegs that it ran; memory is the server's largest resident set, ffmpeg's not counted. The file and all that was
 * made of it are deleted.
 */
export const ingest: Benchmark = {
  name: "ingest",
  title: "Ingest of a long 720p file by copy",
  async run(full) {
    const { path: minute, seconds } = await smallSource();
    const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
    try {
      const path = join(folder, "long.mp4");
      const times = full ? 120 : 10;
      await repeat(minute, times, folder, path);
      await using server = await BenchServer.start();
      const before = await server.usage();
      const start = performance.now();
      await server.ingest([{ path }]);
      const wall = (performance.now() - start) / 1000;
      const { cpu, childCpu, peakRss } = await server.usage();
      return [
        { what: "length", value: times * seconds, unit: "s" },
        { what: "size", value: (await stat(path)).size / 1e6, unit: "MB" },
        { what: "wall", value: wall, unit: "s" },
        { what: "times real time", value: (times * seconds) / wall, unit: "×" },
        { what: "CPU of the server", value: (cpu - before.cpu) / 1e6, unit: "s" },
        { what: "CPU of ffmpeg", value: (childCpu - before.childCpu) / 1e6, unit: "s" },
        {
          what: "largest resident set of the server",
          value: (peakRss * 1024) / 1e6,
          unit: "MB",
          budget: 250,
        },
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** Picture and sound are looped apart: together, the longer one would leave a hole in the other at every turn. */
async function repeat(minute: string, times: number, folder: string, path: string): Promise<void> {
  const run = (...args: string[]) => runProgram(FFMPEG, ["-hide_banner", "-loglevel", "error", ...args]);
  const [picture, sound] = [join(folder, "picture.mp4"), join(folder, "sound.mp4")];
  await run("-i", minute, "-map", "0:v", "-c", "copy", picture, "-map", "0:a", "-c", "copy", sound);
  const loop = ["-stream_loop", String(times - 1), "-i"];
  await run(...loop, picture, ...loop, sound, "-map", "0:v", "-map", "1:a", "-c", "copy", path);
}
