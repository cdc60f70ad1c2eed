import type { DecodePicturesRequest } from "../../seams/transcoder.ts";
import { streamTool } from "../programs/run.ts";
import type { Capabilities } from "./describe.ts";
import { QUIET } from "./input.ts";
import { decodingRun, mediaArgs } from "./media-input.ts";

/**
 * Decodes media to small pictures, as {@link Transcoder.decodePictures} says. ffmpeg waits while the consumer does: no
 * more than a pipe's worth of pictures is ahead. Each picture is the consumer's to keep.
 * @throws CutstreamError `source_unreadable`, `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function* decodePictures(
  request: DecodePicturesRequest,
  { ffmpegPath, passthrough }: Pick<Capabilities, "ffmpegPath" | "passthrough">,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { media, width, height, pixels, times, signal } = request;
  const chunks = streamTool({
    program: ffmpegPath,
    args: [
      ...QUIET,
      // Strictness makes the decoder keep to the reordering that the stream may use instead of guessing it from the
      // first few frames; copied times are those of the media, to the unit.
      ...["-copyts", "-strict:v", "strict"],
      ...mediaArgs(media),
      ...["-map", "0:v:0", "-vf", filters(request)],
      ...(times ? ["-frames:v", String(times.length)] : []),
      ...[...passthrough, "-f", "rawvideo", "pipe:1"],
    ],
    ...decodingRun(media),
    signal,
  });
  const size = width * height * (pixels === "rgb" ? 3 : 1);
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

function filters({ width, height, pixels, times }: DecodePicturesRequest): string {
  const format = pixels === "rgb" ? "rgb24" : "gray";
  const wanted = times?.map((time) => `eq(pts,${time})`).join("+");
  const select = wanted === undefined ? "" : `select='${wanted}',`;
  return `${select}scale=w=${width}:h=${height}:flags=area,format=${format}`;
}
