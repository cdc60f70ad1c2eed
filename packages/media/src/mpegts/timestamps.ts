import { TIMESTAMP_MODULUS } from "./packet.ts";

/** Bytes of a PTS or DTS field in a PES header. */
export const TIMESTAMP_SIZE = 5;

/** Bytes of a PCR field in an adaptation field. */
export const PCR_SIZE = 6;

/** Wraps a count of 90 kHz ticks, negative ones too, to the 33 bits of the format. */
export function wrapTimestamp(ticks: number): number {
  return ((ticks % TIMESTAMP_MODULUS) + TIMESTAMP_MODULUS) % TIMESTAMP_MODULUS;
}

/**
 * Writes a PTS or DTS (ISO/IEC 13818-1 table 2-21): 33 bits in three parts, a marker bit after each.
 * @param prefix the 4 bits in front: 2 for a PTS alone, 3 for a PTS with a DTS, 1 for that DTS.
 */
export function writeTimestamp(out: Uint8Array, at: number, prefix: number, ticks: number): void {
  const wrapped = wrapTimestamp(ticks);
  const high = Math.floor(wrapped / 2 ** 30);
  const low = wrapped % 2 ** 30;
  out[at] = (prefix << 4) | (high << 1) | 1;
  out[at + 1] = low >>> 22;
  out[at + 2] = ((low >>> 14) & 0xfe) | 1;
  out[at + 3] = (low >>> 7) & 0xff;
  out[at + 4] = ((low << 1) & 0xfe) | 1;
}

/** Reads a PTS or DTS; undefined where a marker bit is not set. */
export function readTimestamp(bytes: DataView, at: number): number | undefined {
  const [a, b, c] = [bytes.getUint8(at), bytes.getUint16(at + 1), bytes.getUint16(at + 3)];
  if (!(a & b & c & 1)) return undefined;
  return ((a >>> 1) & 7) * 2 ** 30 + (b >>> 1) * 2 ** 15 + (c >>> 1);
}

/** Writes a PCR (ISO/IEC 13818-1 §2.4.3.5) whose base is `ticks` of 90 kHz and whose extension is 0. */
export function writePcr(out: Uint8Array, at: number, ticks: number): void {
  const wrapped = wrapTimestamp(ticks);
  const high = Math.floor(wrapped / 2);
  out[at] = high >>> 24;
  out[at + 1] = (high >>> 16) & 0xff;
  out[at + 2] = (high >>> 8) & 0xff;
  out[at + 3] = high & 0xff;
  out[at + 4] = ((wrapped % 2) << 7) | 0x7e;
  out[at + 5] = 0;
}

/** Reads a PCR, in ticks of 27 MHz. */
export function readPcr(bytes: DataView, at: number): number {
  const tail = bytes.getUint16(at + 4);
  return (bytes.getUint32(at) * 2 + (tail >>> 15)) * 300 + (tail & 0x1ff);
}
