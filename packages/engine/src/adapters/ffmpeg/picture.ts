import { CutstreamError } from "../../errors.ts";
import type { PictureRequest } from "../../seams/transcoder.ts";
import { captureTool, printed } from "../programs/run.ts";
import type { Capabilities } from "./describe.ts";
import { pipedMp4, QUIET } from "./input.ts";

/** A picture of a thousand pixels across is a tenth of this. */
const MAX_OUTPUT = 8 << 20;

/** Of the decoder: most of the wait is start-up. */
const THREADS = 2;

/**
 * Decodes one frame and writes it as a JPEG file, as {@link Transcoder.picture} says.
 * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function takePicture(
  request: PictureRequest,
  { ffmpegPath }: Pick<Capabilities, "ffmpegPath">,
): Promise<Uint8Array> {
  const output = await captureTool(
    {
      program: ffmpegPath,
      args: pictureArgs(request),
      input: request.media,
      signal: request.signal,
      onFailure: (failure) =>
        new CutstreamError("encoder_failed", `ffmpeg could not decode frame ${request.first} of a GOP.`, {
          cause: printed(failure),
        }),
    },
    MAX_OUTPUT,
  );
  if (output.length > 0) return output;
  throw new CutstreamError("encoder_failed", `ffmpeg found no frame ${request.first} in a GOP.`);
}

/** Command line of ffmpeg for a picture. Pure. */
function pictureArgs({ first, width }: Pick<PictureRequest, "first" | "width">): readonly string[] {
  const small = `scale=w='min(${width},iw)':h=-2:flags=area,format=rgb24`;
  // What reads JPEG files takes their colours to be those of BT.601 in full range (JFIF 1.02, clause 7). Old builds
  // keep the video's matrix unless they come by way of RGB.
  const colours = "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p";
  return [
    ...QUIET,
    ...["-strict:v", "strict", "-threads", String(THREADS)],
    ...pipedMp4(),
    ...["-map", "0:v:0", "-vf", `select='eq(n,${first})',${small},${colours}`],
    ...["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "4", "-threads", "1", "-flags:v", "+bitexact"],
    ...["-f", "mjpeg", "pipe:1"],
  ];
}
