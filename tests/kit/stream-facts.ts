import { FFMPEG, runProgram } from "./ffmpeg.ts";

/** What a stream or a file shows, as ffmpeg sees it that decodes all of it. */
export interface StreamFacts {
  /** Of the first variant. */
  readonly width: number;
  readonly height: number;
  /** Pictures that were decoded. */
  readonly frames: number;
  readonly hasAudio: boolean;
}

/** Decodes a stream or a file whole. @throws Error with ffmpeg's words where it cannot. */
export async function decodeWhole(url: string): Promise<StreamFacts> {
  const { stderr } = await runProgram(FFMPEG, [
    ...["-hide_banner", "-xerror", "-i", url, "-map", "0:v:0", "-map", "0:a:0?"],
    ...["-fps_mode", "passthrough", "-f", "null", "-"],
  ]);
  const [, width, height] = /Video: .*?, (\d{2,5})x(\d{2,5})/.exec(stderr) ?? [];
  const frames = [...stderr.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1];
  return {
    width: Number(width),
    height: Number(height),
    frames: Number(frames),
    hasAudio: /Stream #0:\d+.*Audio:/.test(stderr),
  };
}
