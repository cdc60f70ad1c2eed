import { CutstreamError } from "../../errors.ts";
import type { DecodeAudioRequest, DecodeLumaRequest } from "../../seams/transcoder.ts";
import type { Capabilities } from "./describe.ts";
import { fileInput, pipedMp4, pipedTransportStream, QUIET } from "./input.ts";
import { unreadable } from "./probe.ts";
import { captureTool, printed, streamTool, type ToolFailure } from "./run.ts";

/** Twelve hours of mono sound at 16 kHz. */
const MAX_SOUND = 12 * 3600 * 16_000 * Float32Array.BYTES_PER_ELEMENT;

/**
 * Decodes media to small grey pictures, as {@link Transcoder.decodeLuma} says. ffmpeg waits while the consumer does:
 * no more than a pipe's worth of pictures is ahead. Each picture is the consumer's to keep.
 * @throws CutstreamError `source_unreadable`, `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function* decodeLuma(
  { media, width, height, signal }: DecodeLumaRequest,
  { ffmpegPath, passthrough }: Capabilities,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = streamTool({
    program: ffmpegPath,
    args: [
      ...QUIET,
      ...inputArgs(media),
      ...["-map", "0:v:0", "-vf", `scale=w=${width}:h=${height}:flags=area,format=gray`],
      ...[...passthrough, "-f", "rawvideo", "pipe:1"],
    ],
    input: typeof media === "string" ? undefined : media,
    signal,
    onFailure: (failure) => explain(media, failure),
  });
  const size = width * height;
  let picture = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + size - filled);
      picture.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < size) continue;
      yield picture;
      picture = new Uint8Array(size);
      filled = 0;
    }
  }
}

/**
 * Decodes the sound of media to mono, as {@link Transcoder.decodeAudio} says. Sample 0 is the first that the file
 * holds; gaps within are filled with silence.
 * @throws CutstreamError `source_unreadable`, `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function decodeAudio(
  { media, sampleRate, signal }: DecodeAudioRequest,
  { ffmpegPath }: Capabilities,
): Promise<Float32Array> {
  const output = await captureTool(
    {
      program: ffmpegPath,
      args: [
        ...QUIET,
        ...inputArgs(media),
        ...["-map", "0:a:0", "-af", "aresample=async=1000", "-ac", "1", "-ar", String(sampleRate)],
        ...["-f", "f32le", "pipe:1"],
      ],
      input: typeof media === "string" ? undefined : media,
      signal,
      onFailure: (failure) => explain(media, failure),
    },
    MAX_SOUND,
  );
  // A copy, since samples must start at a multiple of four bytes and Buffer promises no such thing.
  const bytes = output.buffer.slice(
    output.byteOffset,
    output.byteOffset + output.byteLength - (output.byteLength % 4),
  );
  return new Float32Array(bytes);
}

/** First byte of every MPEG-TS packet (ISO/IEC 13818-1 §2.4.3.3); no MP4 file starts with it. */
const SYNC_BYTE = 0x47;

function inputArgs(media: string | Uint8Array): readonly string[] {
  if (typeof media === "string") return fileInput(media);
  return media[0] === SYNC_BYTE ? pipedTransportStream() : pipedMp4();
}

function explain(media: string | Uint8Array, failure: ToolFailure): CutstreamError {
  if (typeof media === "string" && failure.killedBy === null) return unreadable(media, failure);
  return new CutstreamError("encoder_failed", "ffmpeg could not decode.", { cause: printed(failure) });
}
