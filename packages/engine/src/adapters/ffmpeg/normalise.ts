import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { CutstreamError } from "../../errors.ts";
import type { NormaliseRequest } from "../../seams/transcoder.ts";
import { printed, streamTool, type ToolFailure } from "../programs/run.ts";
import type { Capabilities } from "./describe.ts";
import { normaliseArgs } from "./normalise-args.ts";
import { complaintIn, ffprobeFile, unreadable } from "./probe.ts";
import { processorTime } from "./processor-time.ts";

/** x264 gains little from more, and each thread costs memory for frames in flight. */
const MAX_THREADS = 16;

/**
 * Re-wraps or encodes a source as {@link Transcoder.normalise} says. Runs at low priority: viewers who wait for a
 * head come first.
 * @throws CutstreamError `source_unreadable`, `source_without_video`, `encoder_missing`, `encoder_failed`, `cancelled`
 */
export async function* normaliseSource(
  request: NormaliseRequest,
  capabilities: Capabilities,
): AsyncGenerator<Uint8Array, void, undefined> {
  const name = basename(request.path);
  if (!request.probe.video && request.video.kind !== "blank")
    throw new CutstreamError("source_without_video", `${name} has no video track.`);
  requireEncoders(request, capabilities);
  const videoStart = request.video.kind === "encode" ? await findVideoStart(request, capabilities) : 0;
  const threads = Math.min(MAX_THREADS, availableParallelism());
  let size = 0;
  const output = streamTool({
    program: capabilities.ffmpegPath,
    args: normaliseArgs(request, { capabilities, videoStart, threads }),
    signal: request.signal,
    urgency: "idle",
    processor: await processorTime(request),
    onLine: progressReader(request.onProgress),
    onComplaint: request.onDamage && damageReader(request.path, request.onDamage),
    onFailure: (failure) => explain(request.path, failure),
  });
  for await (const chunk of output) {
    size += chunk.byteLength;
    yield chunk;
    release(chunk);
  }
  if (size === 0)
    throw new CutstreamError("source_unreadable", `${name} holds no frame that can be decoded.`);
}

/**
 * Gives bytes back at once: the garbage collector, to which they look small, would let tens of megabytes pile up. Bytes
 * that share their memory with others stay.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function requireEncoders({ video, audio }: NormaliseRequest, capabilities: Capabilities): void {
  const missing = [
    ...(video.kind !== "copy" && !capabilities.hasX264 ? ["libx264"] : []),
    ...(audio.kind === "encode" && !capabilities.hasAac ? ["aac"] : []),
  ];
  if (missing.length === 0) return;
  const message = `${capabilities.ffmpegPath} was built without ${missing.join(" and ")}.`;
  throw new CutstreamError("encoder_missing", message);
}

/**
 * When the first frame is shown, in seconds on the clock that ffmpeg starts at zero: at the start of the file, but of
 * a transport stream at the start of the tracks in use.
 */
async function findVideoStart(request: NormaliseRequest, capabilities: Capabilities): Promise<number> {
  const { probe, audio, path, signal } = request;
  const show = ["-show_entries", "stream=index,start_time:format=format_name,start_time"];
  const { streams, format } = await ffprobeFile(capabilities.ffprobePath, path, show, signal);
  const startOf = (index: number | undefined) =>
    streams.find((stream) => stream.index === index)?.start_time ?? Number.NaN;
  const video = startOf(probe.video?.index);
  const other = audio.kind === "none" ? Number.NaN : startOf(probe.audio?.index);
  const zero =
    format.format_name === "mpegts"
      ? Math.min(video, Number.isNaN(other) ? video : other)
      : format.start_time;
  const start = video - zero;
  return Number.isFinite(start) ? start : 0;
}

/** Reads `out_time=00:01:02.500000` from the lines of `-progress`, and returns whether it is later than before. */
function progressReader(onProgress: NormaliseRequest["onProgress"]): (line: string) => boolean {
  let before = -1;
  return (line) => {
    const match = /^out_time=(\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(line);
    if (!match) return false;
    const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
    onProgress?.(seconds);
    const moved = seconds > before;
    before = Math.max(before, seconds);
    return moved;
  };
}

/** ffmpeg counts repetitions on a line of their own. */
function damageReader(path: string, onDamage: (complaint: string) => void): (line: string) => void {
  return (line) => {
    const complaint = complaintIn(line, path);
    if (complaint !== "" && !complaint.startsWith("Last message repeated")) onDamage(complaint);
  };
}

/** What ffmpeg says of input that it cannot make sense of; anything else is a failure of the machinery. */
const UNREADABLE =
  /Invalid data found|moov atom not found|Could not find codec parameters|does not contain any stream|matches no streams|Error while decoding|Error submitting packet to decoder/i;

function explain(path: string, failure: ToolFailure): CutstreamError {
  if (failure.killedBy === null && failure.lines.some((line) => UNREADABLE.test(line))) {
    return unreadable(path, failure);
  }
  return new CutstreamError("encoder_failed", `ffmpeg failed on ${basename(path)}.`, {
    cause: printed(failure),
  });
}
