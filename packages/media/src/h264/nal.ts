import { copyBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";

/** `nal_unit_type` of the units that matter here (ISO/IEC 14496-10 table 7-1). */
export const NAL_TYPE = {
  slice: 1,
  partitionA: 2,
  partitionB: 3,
  partitionC: 4,
  idrSlice: 5,
  sei: 6,
  sps: 7,
  pps: 8,
  accessUnitDelimiter: 9,
  endOfSequence: 10,
  endOfStream: 11,
  filler: 12,
  spsExtension: 13,
} as const;

/** One NAL unit within a sample. */
export interface NalUnit {
  /** `nal_unit_type`; {@link NAL_TYPE} names those that matter here. */
  readonly type: number;
  /** `nal_ref_idc`: 0 where no other picture refers to this one. */
  readonly refIdc: number;
  /** Header byte and payload, emulation prevention included: a view. */
  readonly bytes: Uint8Array;
}

/** `nal_unit_type` of a NAL unit (ISO/IEC 14496-10 §7.3.1). @throws MediaFormatError where the unit is empty. */
export function nalType(nal: Uint8Array): number {
  const header = nal[0];
  if (header === undefined) throw new MediaFormatError("A NAL unit is empty", 0);
  return header & 31;
}

/** Whether units of a type are coded slices of the primary picture (ISO/IEC 14496-10 table 7-1). */
export function isVcl(type: number): boolean {
  return type >= NAL_TYPE.slice && type <= NAL_TYPE.idrSlice;
}

/**
 * Lists the NAL units of a sample, each after its length (ISO/IEC 14496-15 §5.3.3). Empty units are passed over.
 * @param lengthSize bytes of each length: 1, 2, 3 or 4.
 * @throws MediaFormatError where a length reaches past the sample's end.
 */
export function* iterateNalUnits(sample: Uint8Array, lengthSize: number): Generator<NalUnit> {
  let at = 0;
  while (at < sample.length) {
    if (sample.length - at < lengthSize)
      throw new MediaFormatError("The sample ends within a NAL unit's length", at);
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + (sample[at + i] ?? 0);
    const start = at + lengthSize;
    if (length > sample.length - start) {
      throw new MediaFormatError(`NAL unit of ${length} bytes where ${sample.length - start} are left`, at);
    }
    at = start + length;
    if (length === 0) continue;
    const header = sample[start] ?? 0;
    yield { type: header & 31, refIdc: (header >> 5) & 3, bytes: sample.subarray(start, at) };
  }
}

/** Bytes of the length before each NAL unit that is written here. */
export const LENGTH_SIZE = 4;

/** Joins NAL units into a sample with lengths of four bytes. */
export function writeNalUnits(nals: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const nal of nals) length += LENGTH_SIZE + nal.length;
  const sample = new Uint8Array(length);
  const view = new DataView(sample.buffer);
  let at = 0;
  for (const nal of nals) {
    view.setUint32(at, nal.length);
    sample.set(nal, at + LENGTH_SIZE);
    at += LENGTH_SIZE + nal.length;
  }
  return sample;
}

/**
 * Puts parameter sets in front of a sample, as `avc3` allows (ISO/IEC 14496-15 §5.4.2).
 * @param sample NAL units after lengths of four bytes, without an access unit delimiter, which would have to be first.
 */
export function prependNalUnits(sample: Uint8Array, nals: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const front = writeNalUnits(nals);
  const joined = new Uint8Array(front.length + sample.length);
  joined.set(front);
  joined.set(sample, front.length);
  return joined;
}

/**
 * Takes the emulation prevention bytes out of a NAL unit and its header off (ISO/IEC 14496-10 §7.3.1).
 * @returns the RBSP: a view where there was nothing to take out.
 */
export function nalToRbsp(nal: Uint8Array): Uint8Array {
  let zeros = 0;
  let length = 0;
  let rbsp: Uint8Array | undefined;
  for (let i = 1; i < nal.length; i++) {
    const byte = nal[i] ?? 0;
    if (zeros >= 2 && byte === 3) {
      rbsp ??= copyBytes(nal, 1);
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    if (rbsp) rbsp[length] = byte;
    length++;
  }
  return rbsp ? rbsp.subarray(0, length) : nal.subarray(1);
}

/**
 * Makes a NAL unit of a header byte and an RBSP, putting emulation prevention bytes in (ISO/IEC 14496-10 §7.4.1).
 * @param rbsp with its trailing bits: its last byte is not 0.
 */
export function rbspToNal(header: number, rbsp: Uint8Array): Uint8Array<ArrayBuffer> {
  const nal = new Uint8Array(1 + Math.ceil(rbsp.length * 1.5));
  nal[0] = header;
  let length = 1;
  let zeros = 0;
  for (const byte of rbsp) {
    if (zeros >= 2 && byte <= 3) {
      nal[length++] = 3;
      zeros = 0;
    }
    nal[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return copyBytes(nal, 0, length);
}
