import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { CutstreamError } from "../../errors.ts";
import type { SourceProbe } from "../../seams/transcoder.ts";
import { captureTool, printed, type ToolFailure } from "../programs/run.ts";
import { describeSource } from "./describe-source.ts";
import { type FfprobeOutput, parseFfprobe } from "./ffprobe-output.ts";
import { fileInput } from "./input.ts";

/** A file that keeps ffprobe busy for longer is taken for one made to do so. */
const PROBE_TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 16 << 20;

/** Packets looked at from the start, and in the last seconds, for those that an edit list hides. */
const FIRST_PACKETS = 100;
const LAST_SECONDS = 3;
const LAST_PACKETS = 500;

/**
 * Looks into a source file with ffprobe.
 * @throws CutstreamError `source_unreadable`, `cancelled`, `encoder_missing`
 */
export async function probeSource(ffprobe: string, path: string, signal?: AbortSignal): Promise<SourceProbe> {
  const size = await fileSize(path);
  if (size === 0) throw new CutstreamError("source_unreadable", `${basename(path)} is empty.`);
  const show = ["-show_streams", "-show_format"];
  const start = ["-show_entries", "packet=stream_index,flags", "-read_intervals", `%+#${FIRST_PACKETS}`];
  const found = await ffprobeFile(ffprobe, path, [...show, ...start], signal);
  const seconds = found.format.duration;
  if (!found.format.format_name.startsWith("mov") || !(seconds > LAST_SECONDS)) return describeSource(found);
  const interval = `${(seconds - LAST_SECONDS).toFixed(3)}%+#${LAST_PACKETS}`;
  const end = ["-show_entries", "packet=stream_index,flags", "-read_intervals", interval];
  const { packets } = await ffprobeFile(ffprobe, path, end, signal);
  return describeSource({ ...found, packets: [...found.packets, ...packets] });
}

/**
 * Runs ffprobe on a file and reads what it printed.
 * @throws CutstreamError `source_unreadable`, `cancelled`, `encoder_missing`
 */
export async function ffprobeFile(
  ffprobe: string,
  path: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<FfprobeOutput> {
  const timeout = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    const output = await captureTool(
      {
        program: ffprobe,
        args: ["-hide_banner", "-loglevel", "error", "-of", "json", ...args, ...fileInput(path)],
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        onFailure: (failure) => unreadable(path, failure),
      },
      MAX_OUTPUT,
    );
    return parseFfprobe(output.toString("utf8"));
  } catch (error) {
    if (timeout.aborted && !signal?.aborted) {
      const message = `${basename(path)} could not be looked into within ${PROBE_TIMEOUT_MS / 1000} seconds.`;
      throw new CutstreamError("source_unreadable", message, { cause: error });
    }
    if (error instanceof CutstreamError) throw error;
    throw new CutstreamError("source_unreadable", `ffprobe's report on ${basename(path)} makes no sense.`, {
      cause: error,
    });
  }
}

/** The error of a source that ffmpeg or ffprobe cannot read, with what they said about it. */
export function unreadable(path: string, failure: ToolFailure): CutstreamError {
  const complaint = failure.lines.map((line) => complaintIn(line, path)).find((line) => line !== "");
  const reason = complaint === undefined ? "" : `: ${complaint}`;
  return new CutstreamError("source_unreadable", `${basename(path)} cannot be read as video${reason}.`, {
    cause: printed(failure),
  });
}

/** What a line complains of: `[mov,mp4 @ 0x55d9] moov atom not found` without the address; the path, which callers need not know, left out. */
export function complaintIn(line: string, path: string): string {
  return line
    .replace(/^\[[^\]]*\]\s*/, "")
    .replace(/Format not on whitelist.*/, "not a format that is taken in")
    .replaceAll(`file:${path}`, "")
    .replaceAll(path, "")
    .replace(/^[:\s]+/, "")
    .replace(/(?<![.\s])[.\s]+$/, "");
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw new CutstreamError("source_unreadable", `${basename(path)} cannot be opened.`, { cause });
  }
}
