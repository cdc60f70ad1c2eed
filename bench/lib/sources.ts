import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCodedSource } from "../../tests/kit/coded-source.ts";

/** A source that benchmarks cut: every frame carries its number. */
export interface BenchSource {
  readonly path: string;
  readonly sourceId: number;
  readonly seconds: number;
  readonly frameRate: number;
}

const FRAME_RATE = 30;
const SECONDS = 60;
/** Noise makes the pictures cost what camera pictures cost; the frame codes survive it. */
const NOISE = ["-vf", "noise=alls=8:allf=t"];
const GOP = ["-g", "60", "-keyint_min", "60", "-bf", "3"];
const X264 = "scenecut=0:open-gop=0:b-adapt=0:b-pyramid=normal";

/**
 * Three sources of a minute: 1280x720 at 30 frames a second, H.264 High at 2.5 Mbit/s with a closed GOP of two seconds
 * and three B-frames, AAC. Made once, in a temporary folder, and kept there.
 */
export async function benchSources(): Promise<readonly BenchSource[]> {
  const sources: BenchSource[] = [];
  for (const sourceId of [1, 2, 3]) sources.push(await makeSource(`720p-${sourceId}.mp4`, sourceId, 2500));
  return sources;
}

/** As one of {@link benchSources} at 1 Mbit/s. */
export const smallSource = (): Promise<BenchSource> => makeSource("720p-small.mp4", 4, 1000);

async function makeSource(name: string, sourceId: number, kilobits: number): Promise<BenchSource> {
  const folder = join(tmpdir(), "cutstream-bench-sources");
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const source = { path, sourceId, seconds: SECONDS, frameRate: FRAME_RATE };
  if (existsSync(path)) return source;
  const codecArgs = [...NOISE, "-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast"];
  codecArgs.push("-pix_fmt", "yuv420p", ...GOP, "-x264-params", X264, "-movflags", "+faststart");
  codecArgs.push("-b:v", `${kilobits}k`, "-maxrate", `${1.4 * kilobits}k`, "-bufsize", `${2 * kilobits}k`);
  const unfinished = join(folder, `unfinished-${name}`);
  const size = { width: 1280, height: 720 };
  await makeCodedSource({ ...source, ...size, path: unfinished, frameRate: String(FRAME_RATE), codecArgs });
  await rename(unfinished, path);
  return source;
}
