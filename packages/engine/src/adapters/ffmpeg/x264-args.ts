import type { HeadSettings } from "../../seams/transcoder.ts";
import { FRAGMENTED_MP4 } from "./normalise-args.ts";

/** Of the decoder and of the encoder each: a third saves nothing, most of the wait is start-up. */
export const THREADS = 2;

/** Output arguments for a short run of pictures as one IDR picture and what follows it, as fragmented MP4. Pure. */
export function encodeArgs(settings: HeadSettings): readonly string[] {
  return [
    ...["-c:v", "libx264", "-preset", "superfast", "-crf", "21", "-threads", String(THREADS)],
    ...["-profile:v", settings.profile, "-x264-params", x264Params(settings), "-flags:v", "+bitexact"],
    // x264 signs its work in a SEI message as large as a small picture.
    ...["-bsf:v", "filter_units=remove_types=6"],
    ...FRAGMENTED_MP4,
    "pipe:1",
  ];
}

/**
 * Parameters that all pictures share which are encoded for a rendition in one size, so that all have the same
 * parameter sets, byte for byte: `stitchable` keeps x264 from fitting those to the content. The sequence parameter
 * set's id is the picture parameter set's too.
 */
function x264Params({ setId, profile, level }: HeadSettings): string {
  const pictures =
    profile === "baseline"
      ? "bframes=0:cabac=0:8x8dct=0:weightp=0"
      : "bframes=3:b-pyramid=normal:b-adapt=0:weightp=0";
  return [
    `sps-id=${setId}:level-idc=${level}:stitchable=1`,
    "keyint=infinite:scenecut=0:open-gop=0",
    `${pictures}:ref=1`,
    // Looking ahead would hold back the first picture until the last is decoded, for bytes that few viewers fetch.
    "rc-lookahead=0:mbtree=0",
  ].join(":");
}
