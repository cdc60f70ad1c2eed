import { MediaFormatError } from "../format-error.ts";
import type { Rational } from "../time.ts";
import { RbspReader } from "./bit-reader.ts";
import { NAL_TYPE, nalToRbsp, nalType } from "./nal.ts";

/** What a sequence parameter set says (ISO/IEC 14496-10 §7.3.2.1.1). */
export interface Sps {
  readonly id: number;
  /** `profile_idc`: 66 Baseline, 77 Main, 100 High … */
  readonly profile: number;
  /** The byte of `constraint_set0_flag` … and two reserved bits. */
  readonly constraints: number;
  /** `level_idc`: ten times the level. */
  readonly level: number;
  /** `chroma_format_idc`: 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormat: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** Every picture is a whole frame: nothing is interlaced. */
  readonly frameMbsOnly: boolean;
  /** `max_num_ref_frames`. */
  readonly maxRefFrames: number;
  /** Size of the picture shown, after cropping, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly vui?: Vui;
}

/** Video usability information (ISO/IEC 14496-10 annex E), as far as it is there. */
export interface Vui {
  /** Width of a pixel over its height. */
  readonly pixelAspect?: Rational;
  readonly fullRange?: boolean;
  /** Code points of ITU-T H.273. */
  readonly colour?: { readonly primaries: number; readonly transfer: number; readonly matrix: number };
  /** A field lasts `unitsInTick / timeScale` seconds. */
  readonly timing?: { readonly unitsInTick: number; readonly timeScale: number; readonly fixedRate: boolean };
  /** Frames that may come before one in decoding and after it in showing. */
  readonly maxReorderFrames?: number;
  /** `max_dec_frame_buffering`. */
  readonly maxDecodeBuffer?: number;
}

/** Profiles whose parameter sets tell chroma format and bit depth (ISO/IEC 14496-10 §7.3.2.1.1). */
const WITH_CHROMA_FORMAT = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** `aspect_ratio_idc` 1 to 16 (ISO/IEC 14496-10 table E-1). */
const PIXEL_ASPECTS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];
const EXTENDED_ASPECT = 255;
/** Of a frame at the highest level, 6.2 (ISO/IEC 14496-10 table A-1, MaxFS). */
const MOST_MACROBLOCKS = 139_264;

/**
 * Reads a sequence parameter set.
 * @param nal the NAL unit, header byte first, with emulation prevention.
 * @throws MediaFormatError where the unit is another or makes no sense.
 */
export function parseSps(nal: Uint8Array): Sps {
  if (nalType(nal) !== NAL_TYPE.sps)
    throw new MediaFormatError(`NAL unit of type ${nalType(nal)} is no SPS`, 0);
  const reader = new RbspReader(nalToRbsp(nal));
  const profile = reader.bits(8);
  const constraints = reader.bits(8);
  const level = reader.bits(8);
  const id = setId(reader, 31);
  const chroma = parseChroma(reader, profile);
  parsePictureOrder(reader);
  const maxRefFrames = reader.ue();
  reader.skip(1);
  const widthMbs = reader.ue() + 1;
  const heightUnits = reader.ue() + 1;
  const frameMbsOnly = reader.flag();
  if (!frameMbsOnly) reader.skip(1);
  reader.skip(1);
  const crop = reader.flag() ? [reader.ue(), reader.ue(), reader.ue(), reader.ue()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const { chromaFormat, separatePlanes } = chroma;
  const cropX = separatePlanes || chromaFormat === 0 || chromaFormat === 3 ? 1 : 2;
  const cropY = (separatePlanes || chromaFormat !== 1 ? 1 : 2) * (frameMbsOnly ? 1 : 2);
  const width = widthMbs * 16 - (left + right) * cropX;
  const height = heightUnits * (frameMbsOnly ? 16 : 32) - (top + bottom) * cropY;
  if (widthMbs * heightUnits * (frameMbsOnly ? 1 : 2) > MOST_MACROBLOCKS)
    throw new MediaFormatError(`SPS ${id} says that pictures are ${width}x${height}`, 0);
  if (width <= 0 || height <= 0) throw new MediaFormatError(`SPS ${id} crops the picture to nothing`, 0);
  return {
    id,
    profile,
    constraints,
    level,
    chromaFormat,
    bitDepthLuma: chroma.bitDepthLuma,
    bitDepthChroma: chroma.bitDepthChroma,
    frameMbsOnly,
    maxRefFrames,
    width,
    height,
    ...(reader.flag() && { vui: parseVui(reader) }),
  };
}

/** Reads an `ue(v)` that is the id of a parameter set. @throws MediaFormatError where it is larger than allowed. */
export function setId(reader: RbspReader, max: number): number {
  const id = reader.ue();
  if (id > max)
    throw new MediaFormatError(`Parameter set id ${id} is larger than ${max}`, reader.position >> 3);
  return id;
}

function parseChroma(
  reader: RbspReader,
  profile: number,
): {
  readonly chromaFormat: number;
  readonly separatePlanes: boolean;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
} {
  if (!WITH_CHROMA_FORMAT.has(profile)) {
    return { chromaFormat: 1, separatePlanes: false, bitDepthLuma: 8, bitDepthChroma: 8 };
  }
  const chromaFormat = reader.ue();
  if (chromaFormat > 3)
    throw new MediaFormatError(`chroma_format_idc is ${chromaFormat}`, reader.position >> 3);
  const separatePlanes = chromaFormat === 3 && reader.flag();
  const bitDepthLuma = reader.ue() + 8;
  const bitDepthChroma = reader.ue() + 8;
  reader.skip(1);
  if (reader.flag()) skipScalingLists(reader, chromaFormat === 3 ? 12 : 8);
  return { chromaFormat, separatePlanes, bitDepthLuma, bitDepthChroma };
}

/** Passes over scaling lists (ISO/IEC 14496-10 §7.3.2.1.1.1). */
function skipScalingLists(reader: RbspReader, count: number): void {
  for (let list = 0; list < count; list++) {
    if (!reader.flag()) continue;
    let last = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i++) {
      last = (last + reader.se() + 256) % 256;
      if (last === 0) break;
    }
  }
}

function parsePictureOrder(reader: RbspReader): void {
  reader.ue();
  const type = reader.ue();
  if (type === 0) {
    reader.ue();
  } else if (type === 1) {
    reader.skip(1);
    reader.se();
    reader.se();
    for (let cycle = reader.ue(); cycle > 0; cycle--) reader.se();
  } else if (type !== 2) {
    throw new MediaFormatError(`pic_order_cnt_type is ${type}`, reader.position >> 3);
  }
}

function parseVui(reader: RbspReader): Vui {
  const pixelAspect = reader.flag() ? parsePixelAspect(reader) : undefined;
  if (reader.flag()) reader.skip(1);
  const signal = reader.flag() ? parseVideoSignal(reader) : {};
  if (reader.flag()) {
    reader.ue();
    reader.ue();
  }
  const timing = reader.flag()
    ? { unitsInTick: reader.bits(32), timeScale: reader.bits(32), fixedRate: reader.flag() }
    : undefined;
  const nalHrd = reader.flag();
  if (nalHrd) skipHrd(reader);
  const vclHrd = reader.flag();
  if (vclHrd) skipHrd(reader);
  if (nalHrd || vclHrd) reader.skip(1);
  reader.skip(1);
  return {
    ...(pixelAspect && { pixelAspect }),
    ...signal,
    ...(timing && { timing }),
    ...(reader.flag() && parseRestriction(reader)),
  };
}

function parsePixelAspect(reader: RbspReader): Rational | undefined {
  const idc = reader.bits(8);
  if (idc === EXTENDED_ASPECT) {
    const num = reader.bits(16);
    const den = reader.bits(16);
    return num > 0 && den > 0 ? { num, den } : undefined;
  }
  const known = PIXEL_ASPECTS[idc - 1];
  return known && { num: known[0], den: known[1] };
}

function parseVideoSignal(reader: RbspReader): Pick<Vui, "fullRange" | "colour"> {
  reader.skip(3);
  const fullRange = reader.flag();
  if (!reader.flag()) return { fullRange };
  return {
    fullRange,
    colour: { primaries: reader.bits(8), transfer: reader.bits(8), matrix: reader.bits(8) },
  };
}

function skipHrd(reader: RbspReader): void {
  const count = reader.ue() + 1;
  reader.skip(8);
  for (let i = 0; i < count; i++) {
    reader.ue();
    reader.ue();
    reader.skip(1);
  }
  reader.skip(20);
}

function parseRestriction(reader: RbspReader): Pick<Vui, "maxReorderFrames" | "maxDecodeBuffer"> {
  reader.skip(1);
  for (let i = 0; i < 4; i++) reader.ue();
  return { maxReorderFrames: reader.ue(), maxDecodeBuffer: reader.ue() };
}
