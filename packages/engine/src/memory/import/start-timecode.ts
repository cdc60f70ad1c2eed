import { type FrameRate, parseTimecode } from "@cutstream/media";
import type { ImportFile } from "../../api/memory.ts";
import { CutstreamError } from "../../errors.ts";

/**
 * Number of the frame that the video starts with, counted from 00:00:00:00; undefined where nobody said.
 * @throws CutstreamError `invalid_request`
 */
export function startFrame({ startTimecode }: ImportFile, frameRate: FrameRate): number | undefined {
  if (startTimecode === undefined) return undefined;
  const frame = parseTimecode(startTimecode, frameRate);
  if (frame !== undefined) return frame;
  const fps = Number((frameRate.num / frameRate.den).toFixed(3));
  const message = `startTimecode is ${JSON.stringify(startTimecode)}, which is no timecode at ${fps} frames a second.`;
  throw new CutstreamError("invalid_request", message, { path: "startTimecode" });
}
