import { levelFor, parameterSetsOf, parseAvcC, parseSps, type VideoTrack } from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import { headSettings } from "../library/condition-frames.ts";
import type { HeadSettings, RenderRequest } from "../seams/transcoder.ts";
import type { Size } from "./output-size.ts";

/** Highest id of a sequence parameter set (ISO/IEC 14496-10 §7.4.2.1.1). */
const LAST_SET_ID = 31;

/** Whether pictures of a size can stand beside a rendition's own in one track. */
export function isOwnSize({ index }: VideoTrack, { width, height }: Size): boolean {
  return index.width === width && index.height === height;
}

/**
 * How frames of a rendition are encoded in a size: in its own as heads are, with a parameter set that neither they nor
 * the source use.
 * @throws CutstreamError `encoder_failed` where the source uses every id that a parameter set can have.
 */
export function renderSettings(track: VideoTrack, size: Size): HeadSettings {
  const known = parameterSetsOf(track.index.avcC);
  const setId = Array.from({ length: LAST_SET_ID }, (_, n) => n + 1).find(
    (id) => !known.sps.has(id) && !known.pps.has(id),
  );
  if (setId === undefined)
    throw new CutstreamError("encoder_failed", "The source uses every id that a parameter set can have.");
  if (isOwnSize(track, size)) return { ...headSettings(track), setId };
  const { frameRate } = track.index;
  return { setId, profile: "high", level: levelFor(size.width, size.height, frameRate), frameRate };
}

/** RFC 6381 name of what is served of a rendition in a size: its own pictures too, where they have it. */
export function renderedCodec(track: VideoTrack, size: Size): string {
  if (isOwnSize(track, size)) return track.index.codec;
  const { level } = renderSettings(track, size);
  return `avc1.6400${level.toString(16).padStart(2, "0")}`;
}

/** Rows from which on pictures that do not say so are taken to be coded as BT.709, by browsers at least. */
const HIGH_DEFINITION = 720;

/** How a rendition codes colours: as it says, or as players take it where it does not. */
export function colourMatrix({ index }: VideoTrack): RenderRequest["matrix"] {
  const [sps] = parseAvcC(index.avcC).sps;
  const matrix = sps && parseSps(sps).vui?.colour?.matrix;
  // ITU-T H.264 table E-5
  if (matrix === 1) return "bt709";
  if (matrix === 5 || matrix === 6) return "bt601";
  if (matrix === 9) return "bt2020";
  return index.height >= HIGH_DEFINITION ? "bt709" : "bt601";
}
