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
const RATE = ["-b:v", "2500k", "-maxrate", "3500k", "-bufsize", "5000k"];
const GOP = ["-g", "60", "-keyint_min", "60", "-bf", "3"];
const X264 = "scenecut=0:open-gop=0:b-adapt=0:b-pyramid=normal";

/**
 * Three sources of a minute: 1280x720 at 30 frames a second, H.264 High at 2.5 Mbit/s with a closed GOP of two seconds
 * and three B-frames, AAC. Made once, in a temporary folder, and kept there.
 */
export async function benchSources(): Promise<readonly BenchSource[]> {
  const folder = join(tmpdir(), "cutstream-bench-sources");
  await mkdir(folder, { recursive: true });
  const sources: BenchSource[] = [];
  for (const sourceId of [1, 2, 3]) {
    const path = join(folder, `720p-${sourceId}.mp4`);
    const source = { path, sourceId, seconds: SECONDS, frameRate: FRAME_RATE };
    if (!existsSync(path)) {
      const codecArgs = [...NOISE, "-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast"];
      codecArgs.push("-pix_fmt", "yuv420p", ...RATE, ...GOP, "-x264-params", X264, "-movflags", "+faststart");
      const unfinished = join(folder, `unfinished-${sourceId}.mp4`);
      await makeCodedSource({
        ...source,
        path: unfinished,
        frameRate: String(FRAME_RATE),
        width: 1280,
        height: 720,
        codecArgs,
      });
      await rename(unfinished, path);
    }
    sources.push(source);
  }
  return sources;
}
