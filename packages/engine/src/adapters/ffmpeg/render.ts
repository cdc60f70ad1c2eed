import { formatRational } from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import type { LaidPictures, PictureLayout, RenderRequest } from "../../seams/transcoder.ts";
import { captureTool, printed } from "../programs/run.ts";
import { frameFilter } from "./condition.ts";
import { countSamples } from "./count-samples.ts";
import type { Capabilities } from "./describe.ts";
import { pipedMp4, QUIET } from "./input.ts";
import { encodeArgs, THREADS } from "./x264-args.ts";

/** A segment of a few seconds; larger ones would be a fault. */
const MAX_OUTPUT = 256 << 20;

/** Pixels across of the small picture that stands blurred behind one with bars. */
const BLURRED_WIDTH = 32;

/**
 * Encodes frames with their picture laid out anew and others over it, as {@link Transcoder.render} says.
 * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function renderFrames(request: RenderRequest, capabilities: Capabilities): Promise<Uint8Array> {
  if (!capabilities.hasX264) {
    throw new CutstreamError("encoder_missing", `${capabilities.ffmpegPath} was built without libx264.`);
  }
  const { count, media, laid, signal, urgency } = request;
  const output = await captureTool(
    {
      program: capabilities.ffmpegPath,
      args: renderArgs(request, capabilities),
      input: media,
      secondInput: laid?.pictures,
      signal,
      urgency,
      onFailure: (failure) =>
        new CutstreamError("encoder_failed", `ffmpeg could not render ${count} frames.`, {
          cause: printed(failure),
        }),
    },
    MAX_OUTPUT,
  );
  const made = countSamples(output);
  if (made === count) return output;
  throw new CutstreamError("encoder_failed", `ffmpeg rendered ${made} pictures, not ${count}.`);
}

/** Command line of ffmpeg: the media comes on standard input, what is laid over it on file descriptor 5. Pure. */
function renderArgs(
  request: Omit<RenderRequest, "media" | "urgency" | "signal">,
  { passthrough }: Pick<Capabilities, "passthrough">,
): readonly string[] {
  const { settings, laid } = request;
  const rate = formatRational(settings.frameRate);
  return [
    ...QUIET,
    // As for heads: frames are numbered, not timed.
    ...["-r", rate, "-strict:v", "strict", "-threads", String(THREADS)],
    ...pipedMp4(),
    ...(laid ? pipedPictures(laid, rate) : []),
    ...["-filter_complex", renderGraph(request), "-map", "[out]", ...passthrough],
    ...encodeArgs(settings),
  ];
}

function pipedPictures({ width, height }: LaidPictures, rate: string): readonly string[] {
  const format = ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", `${width}x${height}`, "-framerate", rate];
  return ["-protocol_whitelist", "pipe", ...format, "-i", "pipe:5"];
}

/** What becomes of the pictures. Pure. */
function renderGraph({
  first,
  count,
  width,
  height,
  picture,
  laid,
  matrix,
}: Pick<RenderRequest, "first" | "count" | "width" | "height" | "picture" | "laid" | "matrix">): string {
  const end = `setsar=1,format=yuv420p${laid ? "[picture]" : "[out]"}`;
  const chains = [`[0:v]${frameFilter({ first, count })},${layOut(picture, width, height)},${end}`];
  if (laid) {
    // One picture for all frames is repeated by overlay. Its colours are brought into the video's own coding.
    const coded = `setpts=N,scale=out_color_matrix=${matrix}:out_range=tv,format=yuva420p`;
    chains.push(`[1:v]${coded}[laid]`);
    chains.push(`[picture][laid]overlay=x=${laid.left}:y=${laid.top}:format=yuv420[out]`);
  }
  return chains.join(";");
}

function layOut(picture: PictureLayout, width: number, height: number): string {
  const fill = `scale=w=${width}:h=${height}:flags=bicubic`;
  if (picture.kind === "whole") return fill;
  if (picture.kind === "crop") {
    const { keys } = picture;
    const along = (axis: "x" | "y") => stepwise(keys.map((key) => ({ frame: key.frame, value: key[axis] })));
    return `crop=w=${picture.width}:h=${picture.height}:x='${along("x")}':y='${along("y")}',${fill}`;
  }
  const fit = `${fill}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  if (picture.background !== "blur") {
    const color = picture.background.replace("#", "0x");
    return `${fit},pad=w=${width}:h=${height}:x=-1:y=-1:color=${color}`;
  }
  // Small and large again is blurred enough, for little.
  const small = `scale=w=${BLURRED_WIDTH}:h=-2:flags=area,boxblur=1:1`;
  const cover = `scale=w=${width}:h=${height}:flags=bicubic:force_original_aspect_ratio=increase,crop=w=${width}:h=${height}`;
  const behind = `[back]${small},${cover}[backdrop]`;
  return `split[front][back];${behind};[front]${fit}[fitted];[backdrop][fitted]overlay=x=(W-w)/2:y=(H-h)/2:format=yuv420`;
}

/** A number that changes with the frame, as an expression of ffmpeg. */
function stepwise(keys: readonly { readonly frame: number; readonly value: number }[]): string {
  const [first, ...later] = keys;
  let before = first?.value ?? 0;
  const steps = later.flatMap(({ frame, value }) => {
    const step = value - before;
    before = value;
    return step === 0 ? [] : [`+${step}*gte(n,${frame})`];
  });
  return `${first?.value ?? 0}${steps.join("").replaceAll("+-", "-")}`;
}
