import { CutstreamError } from "../../errors.ts";
import type { EncodedMedia } from "../../seams/transcoder.ts";
import { LONG_WORK } from "../programs/limits.ts";
import { printed, type ToolFailure, type ToolRun } from "../programs/run.ts";
import { fileInput, pipedMp4, pipedTransportStream } from "./input.ts";
import { unreadable } from "./probe.ts";

/** First byte of every MPEG-TS packet (ISO/IEC 13818-1 §2.4.3.3); no MP4 file starts with it. */
const SYNC_BYTE = 0x47;

/** Input arguments for media to decode. */
export function mediaArgs(media: EncodedMedia): readonly string[] {
  if (typeof media === "string") return fileInput(media);
  return media instanceof Uint8Array && media[0] === SYNC_BYTE ? pipedTransportStream() : pipedMp4();
}

/** What a run of ffmpeg that decodes media shares with every other: its input, its place in the queue, its errors. */
export function decodingRun(
  media: EncodedMedia,
): Pick<ToolRun, "input" | "urgency" | "processor" | "onFailure"> {
  return {
    input: typeof media === "string" ? undefined : media,
    // Viewers who wait for a head come first.
    urgency: "idle",
    processor: LONG_WORK,
    onFailure: (failure) => explain(media, failure),
  };
}

function explain(media: EncodedMedia, failure: ToolFailure): CutstreamError {
  if (typeof media === "string" && failure.killedBy === null) return unreadable(media, failure);
  return new CutstreamError("encoder_failed", "ffmpeg could not decode.", { cause: printed(failure) });
}
