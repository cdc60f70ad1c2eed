import { BitReader } from "../bit-reader.ts";
import { BitWriter } from "../bit-writer.ts";
import { MediaFormatError } from "../format-error.ts";
import { SAMPLE_RATES } from "./sample-rates.ts";

/** Bytes of the headers written here: without a checksum. */
export const ADTS_HEADER_SIZE = 7;

/** What an ADTS header can tell of a stream. */
export interface AdtsConfig {
  /** `audioObjectType`, 1 to 4; 2 is AAC-LC. */
  readonly objectType: number;
  readonly sampleRate: number;
  /** `channel_configuration`, 0 to 7. */
  readonly channelConfig: number;
}

/** The header of one ADTS frame (ISO/IEC 14496-3 §1.A.2.2). */
export interface AdtsHeader extends AdtsConfig {
  /** Bytes before the payload: 7, or more with a checksum. */
  readonly headerSize: number;
  /** Bytes of header and payload. */
  readonly frameSize: number;
  /** Raw data blocks in the payload: one as a rule. */
  readonly blocks: number;
}

const SYNCWORD = 0xfff;
const VARIABLE_RATE = 0x7ff;

/**
 * Writes the header that goes before one AAC frame in MPEG-TS.
 * @param payloadSize bytes of the frame.
 * @throws RangeError where ADTS cannot tell it.
 */
export function writeAdtsHeader(config: AdtsConfig, payloadSize: number): Uint8Array<ArrayBuffer> {
  const { objectType, sampleRate, channelConfig } = config;
  const index = SAMPLE_RATES.indexOf(sampleRate);
  const size = ADTS_HEADER_SIZE + payloadSize;
  if (index < 0) throw new RangeError(`ADTS has no sampling frequency of ${sampleRate} Hz`);
  if (objectType < 1 || objectType > 4) throw new RangeError(`ADTS has no audio object type ${objectType}`);
  if (channelConfig < 0 || channelConfig > 7)
    throw new RangeError(`ADTS has no channel configuration ${channelConfig}`);
  if (size >= 2 ** 13) throw new RangeError(`${payloadSize} bytes are too many for an ADTS frame`);
  return new BitWriter()
    .bits(SYNCWORD, 12)
    .bits(0b0001, 4)
    .bits(objectType - 1, 2)
    .bits(index, 4)
    .bits(0, 1)
    .bits(channelConfig, 3)
    .bits(0, 4)
    .bits(size, 13)
    .bits(VARIABLE_RATE, 11)
    .bits(0, 2)
    .finish();
}

/** Reads the ADTS header at `offset`. @throws MediaFormatError where there is none. */
export function parseAdtsHeader(bytes: Uint8Array, offset = 0): AdtsHeader {
  const reader = new BitReader(bytes.subarray(offset, offset + ADTS_HEADER_SIZE));
  if (reader.bits(12) !== SYNCWORD) throw new MediaFormatError("No ADTS syncword", offset);
  reader.skip(1);
  if (reader.bits(2) !== 0) throw new MediaFormatError("ADTS layer is not 0", offset);
  const protectionAbsent = reader.flag();
  const objectType = reader.bits(2) + 1;
  const index = reader.bits(4);
  const sampleRate = SAMPLE_RATES[index];
  if (sampleRate === undefined) throw new MediaFormatError(`ADTS sampling frequency index ${index}`, offset);
  reader.skip(1);
  const channelConfig = reader.bits(3);
  reader.skip(4);
  const frameSize = reader.bits(13);
  reader.skip(11);
  const blocks = reader.bits(2) + 1;
  // With a checksum, the places of all blocks but the first stand before it (§1.A.2.2.2).
  const headerSize = ADTS_HEADER_SIZE + (protectionAbsent ? 0 : 2 * blocks);
  if (frameSize < headerSize) throw new MediaFormatError(`ADTS frame of ${frameSize} bytes`, offset);
  return { objectType, sampleRate, channelConfig, headerSize, frameSize, blocks };
}
