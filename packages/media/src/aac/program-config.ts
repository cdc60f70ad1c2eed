import type { BitReader } from "../bit-reader.ts";

/**
 * Reads a program config element (ISO/IEC 14496-3 §4.4.1.1) to its end.
 * @param reader stands at its first bit; byte alignment counts from the reader's start.
 * @returns how many channels it lists.
 * @throws MediaFormatError
 */
export function parseProgramConfig(reader: BitReader): number {
  reader.skip(4 + 2 + 4);
  const front = reader.bits(4);
  const side = reader.bits(4);
  const back = reader.bits(4);
  const lowFrequency = reader.bits(2);
  const data = reader.bits(3);
  const coupling = reader.bits(4);
  if (reader.flag()) reader.skip(4);
  if (reader.flag()) reader.skip(4);
  if (reader.flag()) reader.skip(3);
  let channels = lowFrequency;
  for (let i = 0; i < front + side + back; i++) {
    channels += reader.flag() ? 2 : 1;
    reader.skip(4);
  }
  reader.skip(4 * lowFrequency + 4 * data + 5 * coupling);
  reader.align();
  reader.skip(8 * reader.bits(8));
  return channels;
}
