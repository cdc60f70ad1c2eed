import type { ByteReader } from "../byte-reader.ts";
import { concatBytes, copyBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { type Box, fullBox, fullBoxReader, u8, u16, u32 } from "./box.ts";

// Tags of ISO/IEC 14496-1 table 1.
const ES_DESCRIPTOR = 0x03;
const DECODER_CONFIG = 0x04;
const DECODER_SPECIFIC_INFO = 0x05;
const SL_CONFIG = 0x06;

/** `objectTypeIndication` of AAC in all its MPEG-4 forms (ISO/IEC 14496-1 table 5). */
const MPEG4_AUDIO = 0x40;
/** `streamType` audio, `upStream` 0, a reserved 1. */
const AUDIO_STREAM = (5 << 2) | 1;

/**
 * Writes the `esds` box of an MPEG-4 audio track (ISO/IEC 14496-14 §5.6).
 * @param config AudioSpecificConfig
 * @param bitRate bits a second, mean; 0: not told
 */
export function writeEsds(config: Uint8Array, bitRate = 0): Uint8Array {
  const decoderConfig = descriptor(
    DECODER_CONFIG,
    u8(MPEG4_AUDIO, AUDIO_STREAM, 0, 0, 0),
    u32(bitRate, bitRate),
    descriptor(DECODER_SPECIFIC_INFO, config),
  );
  return fullBox(
    "esds",
    0,
    0,
    descriptor(ES_DESCRIPTOR, u16(0), u8(0), decoderConfig, descriptor(SL_CONFIG, u8(2))),
  );
}

/**
 * Reads the AudioSpecificConfig out of an `esds` box.
 * @returns undefined where the track is no MPEG-4 audio (MP3, say), or has no config.
 * @throws MediaFormatError
 */
export function parseEsds(bytes: Uint8Array, esds: Box): Uint8Array | undefined {
  const { reader } = fullBoxReader(bytes, esds);
  expectTag(reader, ES_DESCRIPTOR);
  reader.skip(2);
  const flags = reader.u8();
  if (flags & 0x80) reader.skip(2);
  if (flags & 0x40) reader.skip(reader.u8());
  if (flags & 0x20) reader.skip(2);
  const { end } = expectTag(reader, DECODER_CONFIG);
  const objectType = reader.u8();
  reader.skip(12);
  if (objectType !== MPEG4_AUDIO || reader.offset >= end) return undefined;
  const { length } = expectTag(reader, DECODER_SPECIFIC_INFO);
  return copyBytes(reader.bytes(length));
}

function descriptor(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(parts);
  if (body.length > 127) throw new RangeError(`A descriptor of ${body.length} bytes is too long`);
  return concatBytes([u8(tag, body.length), body]);
}

/** Reads a tag and the length after it, seven bits a byte (ISO/IEC 14496-1 §8.3.3). */
function expectTag(reader: ByteReader, tag: number): { readonly length: number; readonly end: number } {
  const at = reader.offset;
  const found = reader.u8();
  if (found !== tag) throw new MediaFormatError(`Descriptor ${found} where ${tag} belongs`, at);
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const byte = reader.u8();
    length = length * 128 + (byte & 0x7f);
    if (byte < 128) return { length, end: reader.offset + length };
  }
  throw new MediaFormatError("Descriptor length has more than four bytes", at);
}
