import { CutstreamError } from "../../errors.ts";
import type { EncodeSoundRequest } from "../../seams/transcoder.ts";
import { captureTool, printed } from "../programs/run.ts";
import type { Capabilities } from "./describe.ts";
import { QUIET } from "./input.ts";
import { FRAGMENTED_MP4 } from "./normalise-args.ts";

/** Ten minutes of sound are 12 MB. */
const MAX_OUTPUT = 32 << 20;

/**
 * Encodes samples as AAC, as {@link Transcoder.encodeSound} says.
 * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function encodeSound(
  { samples, sampleRate, channels, urgency, signal }: EncodeSoundRequest,
  { ffmpegPath, hasAac }: Pick<Capabilities, "ffmpegPath" | "hasAac">,
): Promise<Uint8Array> {
  if (!hasAac) throw new CutstreamError("encoder_missing", `${ffmpegPath} was built without aac.`);
  const run = {
    program: ffmpegPath,
    args: [
      ...QUIET,
      ...["-protocol_whitelist", "pipe", "-f", "f32le", "-ar", String(sampleRate), "-ac", String(channels)],
      ...["-i", "pipe:0", "-c:a", "aac", "-b:a", "160k", "-flags:a", "+bitexact"],
      ...FRAGMENTED_MP4,
      "pipe:1",
    ],
    input: new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
    urgency,
    ...(signal ? { signal } : {}),
    onFailure: (failure: Parameters<typeof printed>[0]) =>
      new CutstreamError("encoder_failed", "ffmpeg could not encode sound.", { cause: printed(failure) }),
  };
  return captureTool(run, MAX_OUTPUT);
}
