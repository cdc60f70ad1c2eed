import type { DecodeSoundRequest } from "../../seams/transcoder.ts";
import { streamTool } from "../programs/run.ts";
import type { Capabilities } from "./describe.ts";
import { QUIET } from "./input.ts";
import { decodingRun, mediaArgs } from "./media-input.ts";

/**
 * Decodes the sound of media, as {@link Transcoder.decodeSound} says.
 * @throws CutstreamError `source_unreadable`, `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function* decodeSound(
  { media, sampleRate, channels = 1, urgency, signal }: DecodeSoundRequest,
  { ffmpegPath }: Pick<Capabilities, "ffmpegPath">,
): AsyncGenerator<Float32Array, void, undefined> {
  const chunks = streamTool({
    program: ffmpegPath,
    args: [
      ...QUIET,
      ...mediaArgs(media),
      ...["-map", "0:a:0", "-af", "aresample=async=1000"],
      ...["-ac", String(channels), "-ar", String(sampleRate), "-f", "f32le", "pipe:1"],
    ],
    ...decodingRun(media),
    ...(urgency && { urgency }),
    signal,
  });
  const wholeFrame = channels * Float32Array.BYTES_PER_ELEMENT;
  let rest = new Uint8Array();
  for await (const chunk of chunks) {
    // A copy, since samples must start at a multiple of four bytes and a pipe's chunks promise no such thing.
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const whole = bytes.length - (bytes.length % wholeFrame);
    rest = bytes.slice(whole);
    if (whole > 0) yield new Float32Array(bytes.buffer, 0, whole / Float32Array.BYTES_PER_ELEMENT);
  }
}
