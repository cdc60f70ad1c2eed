import { createRequire } from "node:module";
import { createFfmpegTranscoder } from "../../packages/engine/src/adapters/ffmpeg/transcoder.ts";
import type { Transcoder } from "../../packages/engine/src/seams/transcoder.ts";
import { FFMPEG } from "./ffmpeg.ts";

/** A build of ffmpeg to run the same tests on. */
export interface NamedTranscoder {
  readonly name: string;
  readonly transcoder: Transcoder;
}

/**
 * The builds on this machine: the one that the engine would take, and the one from 2018 that npm brings, which is the
 * oldest that must do.
 */
export function transcoders(): readonly NamedTranscoder[] {
  const found = [{ name: `ffmpeg (${FFMPEG})`, transcoder: createFfmpegTranscoder() }];
  const old = { ffmpegPath: bundled("ffmpeg"), ffprobePath: bundled("ffprobe") };
  if (old.ffmpegPath && old.ffprobePath) {
    found.push({ name: "ffmpeg of npm (2018)", transcoder: createFfmpegTranscoder(old) });
  } else {
    console.warn("SKIPPED the npm build of ffmpeg: @ffmpeg-installer has none for this platform");
  }
  return found;
}

function bundled(tool: string): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return require.resolve(`@${tool}-installer/${process.platform}-${process.arch}/${tool}`);
  } catch {
    return undefined;
  }
}
