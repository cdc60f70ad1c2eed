import { viewOf } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { LENGTH_SIZE, writeNalUnits } from "./nal.ts";

export interface AnnexBOptions {
  /** Parameter sets to put before the picture, as every key frame in MPEG-TS needs them. */
  readonly parameterSets?: readonly Uint8Array[];
  /** Puts an access unit delimiter first, as MPEG-TS needs it (ISO/IEC 13818-1 §2.14.1). */
  readonly accessUnitDelimiter?: boolean;
}

/** An access unit delimiter that allows slices of every type (ISO/IEC 14496-10 §7.4.2.4). */
const ACCESS_UNIT_DELIMITER = Uint8Array.of(9, 0xf0);

/**
 * Writes a sample as a byte stream with start codes (ISO/IEC 14496-10 annex B).
 * @param sample NAL units after lengths of four bytes, without an access unit delimiter of its own.
 * @throws MediaFormatError where the lengths do not add up.
 */
export function toAnnexB(sample: Uint8Array, options: AnnexBOptions = {}): Uint8Array<ArrayBuffer> {
  const { parameterSets = [], accessUnitDelimiter = false } = options;
  const front = writeNalUnits([...(accessUnitDelimiter ? [ACCESS_UNIT_DELIMITER] : []), ...parameterSets]);
  const stream = new Uint8Array(front.length + sample.length);
  stream.set(front);
  stream.set(sample, front.length);
  // A start code of four bytes fits exactly where each length was.
  const view = viewOf(stream);
  for (let at = 0; at < stream.length; ) {
    const left = stream.length - at - LENGTH_SIZE;
    const length = left < 0 ? 0 : view.getUint32(at);
    if (left < 0 || length > left) {
      throw new MediaFormatError(
        `NAL unit of ${length} bytes where ${Math.max(0, left)} are left`,
        at - front.length,
      );
    }
    view.setUint32(at, 1);
    at += LENGTH_SIZE + length;
  }
  return stream;
}

/** Lists the NAL units of a byte stream with start codes of three or four bytes, as views. */
export function splitAnnexB(stream: Uint8Array): Uint8Array[] {
  const nals: Uint8Array[] = [];
  let start = -1;
  for (let i = 0; i + 2 < stream.length; i++) {
    if (stream[i] !== 0 || stream[i + 1] !== 0 || stream[i + 2] !== 1) continue;
    if (start >= 0) pushTrimmed(nals, stream, start, i);
    start = i + 3;
    i += 2;
  }
  if (start >= 0) pushTrimmed(nals, stream, start, stream.length);
  return nals;
}

/** Zeros between a unit and the next start code belong to neither: a NAL unit never ends in zero. */
function pushTrimmed(nals: Uint8Array[], stream: Uint8Array, start: number, limit: number): void {
  let end = limit;
  while (end > start && stream[end - 1] === 0) end--;
  if (end > start) nals.push(stream.subarray(start, end));
}
