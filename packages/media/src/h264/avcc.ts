import { ByteReader } from "../byte-reader.ts";
import { concatBytes, copyBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { type ParameterSets, setsById } from "./parameter-sets.ts";
import { parseSps } from "./sps.ts";

/** An AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1). */
export interface AvcConfig {
  /** `profile_idc` that all the parameter sets keep to. */
  readonly profile: number;
  /** The byte of constraint flags: those that all sequence parameter sets have. */
  readonly compatibility: number;
  /** `level_idc`. */
  readonly level: number;
  /** Bytes of the length before each NAL unit of a sample: 1, 2 or 4. */
  readonly lengthSize: number;
  readonly sps: readonly Uint8Array[];
  readonly pps: readonly Uint8Array[];
  /** Only in the High profiles, and not even there with every writer. */
  readonly high?: {
    readonly chromaFormat: number;
    readonly bitDepthLuma: number;
    readonly bitDepthChroma: number;
    readonly spsExtensions: readonly Uint8Array[];
  };
}

/** Profiles whose records end without chroma format and bit depth. */
const BASIC_PROFILES = new Set([66, 77, 88]);

/** Reads an AVCDecoderConfigurationRecord. The parameter sets are copies. @throws MediaFormatError */
export function parseAvcC(avcC: Uint8Array): AvcConfig {
  const reader = new ByteReader(copyBytes(avcC));
  const version = reader.u8();
  if (version !== 1) throw new MediaFormatError(`"avcC" of version ${version}`, 0);
  const profile = reader.u8();
  const compatibility = reader.u8();
  const level = reader.u8();
  const lengthSize = (reader.u8() & 3) + 1;
  if (lengthSize === 3) throw new MediaFormatError("NAL unit lengths of 3 bytes", 4);
  const sps = readSets(reader, reader.u8() & 31);
  const pps = readSets(reader, reader.u8());
  const config = { profile, compatibility, level, lengthSize, sps, pps };
  if (BASIC_PROFILES.has(profile) || reader.left < 4) return config;
  return {
    ...config,
    high: {
      chromaFormat: reader.u8() & 3,
      bitDepthLuma: (reader.u8() & 7) + 8,
      bitDepthChroma: (reader.u8() & 7) + 8,
      spsExtensions: readSets(reader, reader.u8()),
    },
  };
}

/** Writes an AVCDecoderConfigurationRecord. The extension of the High profiles is written where `high` is given. */
export function writeAvcC(config: AvcConfig): Uint8Array<ArrayBuffer> {
  const { profile, compatibility, level, lengthSize, sps, pps, high } = config;
  if (sps.length > 31 || pps.length > 255) {
    throw new RangeError(`${sps.length} SPS and ${pps.length} PPS are too many for one record`);
  }
  const head = Uint8Array.of(1, profile, compatibility, level, 0xfc | (lengthSize - 1), 0xe0 | sps.length);
  const parts = [head, ...sps.map(withLength), Uint8Array.of(pps.length), ...pps.map(withLength)];
  if (high && !BASIC_PROFILES.has(profile)) {
    const { chromaFormat, bitDepthLuma, bitDepthChroma, spsExtensions } = high;
    parts.push(
      Uint8Array.of(
        0xfc | chromaFormat,
        0xf8 | (bitDepthLuma - 8),
        0xf8 | (bitDepthChroma - 8),
        spsExtensions.length,
      ),
      ...spsExtensions.map(withLength),
    );
  }
  return concatBytes(parts);
}

/** The parameter sets of a record by id. @throws MediaFormatError */
export function parameterSetsOf(avcC: Uint8Array): ParameterSets {
  const { lengthSize, sps, pps } = parseAvcC(avcC);
  return { lengthSize, sps: setsById(sps), pps: setsById(pps) };
}

/**
 * Adds parameter sets to a record: with them in it, one `avc1` track may hold pictures that use either.
 * @returns a record with all sets in order of id, each once, the highest profile and level, the constraints that all
 * keep, and NAL unit lengths of four bytes.
 * @throws MediaFormatError where two different sets have one id, or the sets differ in chroma format or bit depth.
 */
export function mergeParameterSets(
  avcC: Uint8Array,
  extraSps: readonly Uint8Array[],
  extraPps: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const config = parseAvcC(avcC);
  const sps = [...setsById([...config.sps, ...extraSps]).values()];
  const pps = [...setsById([...config.pps, ...extraPps]).values()];
  const parsed = sps.map(parseSps);
  const [first] = parsed;
  if (!first) throw new MediaFormatError('"avcC" has no SPS', 5);
  for (const other of parsed) {
    if (
      other.chromaFormat !== first.chromaFormat ||
      other.bitDepthLuma !== first.bitDepthLuma ||
      other.bitDepthChroma !== first.bitDepthChroma
    ) {
      throw new MediaFormatError(`SPS ${first.id} and ${other.id} differ in chroma format or bit depth`);
    }
  }
  return writeAvcC({
    profile: Math.max(...parsed.map((set) => set.profile)),
    compatibility: parsed.reduce((common, set) => common & set.constraints, 0xff),
    level: Math.max(...parsed.map((set) => set.level)),
    lengthSize: 4,
    sps,
    pps,
    high: {
      chromaFormat: first.chromaFormat,
      bitDepthLuma: first.bitDepthLuma,
      bitDepthChroma: first.bitDepthChroma,
      spsExtensions: config.high?.spsExtensions ?? [],
    },
  });
}

/** Makes a record of parameter sets alone, such as those of an Annex B stream. Throws as {@link mergeParameterSets}. */
export function avcCOf(sps: readonly Uint8Array[], pps: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const empty = writeAvcC({ profile: 0, compatibility: 0, level: 0, lengthSize: 4, sps: [], pps: [] });
  return mergeParameterSets(empty, sps, pps);
}

/** Name of the codec with profile, constraints and level, such as `avc1.64001f` (RFC 6381 §3.3). */
export function avcCodecName(avcC: Uint8Array, sampleEntry: "avc1" | "avc3" = "avc1"): string {
  const { profile, compatibility, level } = parseAvcC(avcC);
  const hex = [profile, compatibility, level].map((byte) => byte.toString(16).padStart(2, "0"));
  return `${sampleEntry}.${hex.join("")}`;
}

function readSets(reader: ByteReader, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => reader.bytes(reader.u16()));
}

function withLength(nal: Uint8Array): Uint8Array {
  if (nal.length > 0xffff) throw new RangeError(`A parameter set of ${nal.length} bytes is too long`);
  return concatBytes([Uint8Array.of(nal.length >> 8, nal.length & 0xff), nal]);
}
