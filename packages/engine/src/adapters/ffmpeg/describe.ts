import { createHash } from "node:crypto";
import { CutstreamError } from "../../errors.ts";
import type { TranscoderInfo } from "../../seams/transcoder.ts";
import { captureTool, printed } from "../programs/run.ts";
import { locateTools, type ToolPaths } from "./locate.ts";

/** What the adapter itself needs to know of the build found, beside what the seam tells. */
export interface Capabilities extends TranscoderInfo {
  /** Frames keep their times: spelt `-fps_mode` since ffmpeg 6, `-vsync` before (gone in 8). */
  readonly passthrough: readonly string[];
  /** Option that takes a filter graph from a file: `-filter_script` until ffmpeg 7, `-/filter` since. */
  readonly filterFile: string;
}

/** libavcodec of ffmpeg 6.0, the first release whose every build has `-fps_mode`. */
const FPS_MODE_SINCE = 60;

/** libavcodec of ffmpeg 7.0, the first release in which any option can be read from a file. */
const OPTION_FILES_SINCE = 61;

const MAX_LISTING = 1 << 20;

/**
 * Finds the programs and asks ffmpeg what it is and what it can do.
 * @throws CutstreamError `encoder_missing`
 */
export async function describeTools(paths: ToolPaths): Promise<Capabilities> {
  const tools = await locateTools(paths);
  const ask = (question: string) =>
    captureTool(
      {
        program: tools.ffmpeg,
        args: ["-hide_banner", question],
        onFailure: (failure) =>
          new CutstreamError(
            "encoder_missing",
            `${tools.ffmpeg} ${question} failed: it is no working ffmpeg.`,
            {
              cause: printed(failure),
            },
          ),
      },
      MAX_LISTING,
    ).then((output) => output.toString("utf8"));
  const [version, filters, encoders] = await Promise.all([
    ask("-version"),
    ask("-filters"),
    ask("-encoders"),
  ]);
  const encoderNames = parseListing(encoders);
  return {
    ffmpegPath: tools.ffmpeg,
    ffprobePath: tools.ffprobe,
    version: version.split("\n", 1)[0]?.trim() ?? "",
    build: createHash("sha256").update(version).digest("hex").slice(0, 12),
    hasX264: encoderNames.has("libx264"),
    hasAac: encoderNames.has("aac"),
    filters: parseListing(filters),
    passthrough:
      parseLibavcodecMajor(version) >= FPS_MODE_SINCE ? ["-fps_mode", "passthrough"] : ["-vsync", "0"],
    filterFile: parseLibavcodecMajor(version) >= OPTION_FILES_SINCE ? "-/filter:v" : "-filter_script:v",
  };
}

/** Names of a listing such as ` TSC scale   V->V   Scale the input.`; legend lines have `=` in place of a name. */
export function parseListing(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of text.split("\n")) {
    const name = /^ [A-Z.|]{2,8} ([\w-]+)\s/.exec(line)?.[1];
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** Major version of libavcodec in the output of `ffmpeg -version`; 0 where it is not there. */
export function parseLibavcodecMajor(text: string): number {
  return Number(/^libavcodec\s+(\d+)\./m.exec(text)?.[1] ?? 0);
}
