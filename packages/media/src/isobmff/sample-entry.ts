import { copyBytes } from "../bytes.ts";
import type { Rational } from "../time.ts";
import { type Box, bodyReader, box, fourcc, iterateBoxes, u8, u16, u32 } from "./box.ts";
import { parseEsds, writeEsds } from "./esds.ts";

/** Code points of ITU-T H.273, as in `colr` and in an SPS. */
export interface ColourDescription {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

/** A video sample entry (ISO/IEC 14496-12 §12.1.3, ISO/IEC 14496-15 §5.4.2). */
export interface VideoSampleEntry {
  /** `avc1`: parameter sets stand in the `avcC` only. `avc3`: they may be in the samples too. */
  readonly type: "avc1" | "avc3";
  /** Coded size in pixels, after cropping. */
  readonly width: number;
  readonly height: number;
  /** AVCDecoderConfigurationRecord. */
  readonly avcC: Uint8Array;
  readonly pixelAspect?: Rational;
  readonly colour?: ColourDescription;
}

/** Writes an `avc1` or `avc3` sample entry. */
export function writeVideoSampleEntry(entry: VideoSampleEntry): Uint8Array {
  const { pixelAspect, colour } = entry;
  return box(
    entry.type,
    new Uint8Array(6),
    u16(1),
    new Uint8Array(16),
    u16(entry.width, entry.height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    new Uint8Array(32),
    u16(0x18, 0xffff),
    box("avcC", entry.avcC),
    ...(colour
      ? [
          box(
            "colr",
            fourcc("nclx"),
            u16(colour.primaries, colour.transfer, colour.matrix),
            u8(colour.fullRange ? 0x80 : 0),
          ),
        ]
      : []),
    ...(pixelAspect ? [box("pasp", u32(pixelAspect.num, pixelAspect.den))] : []),
  );
}

/** An MPEG-4 audio sample entry (ISO/IEC 14496-12 §12.2.3, ISO/IEC 14496-14 §5.6). */
export interface AudioSampleEntry {
  readonly channels: number;
  /** Samples a second. */
  readonly sampleRate: number;
  /** AudioSpecificConfig. */
  readonly config: Uint8Array;
  /** Bits a second, mean. */
  readonly bitRate?: number;
}

/** Writes an `mp4a` sample entry. A rate that 16 bits do not hold is written as 0; the config tells it. */
export function writeAudioSampleEntry(entry: AudioSampleEntry): Uint8Array {
  const rate = entry.sampleRate < 0x10000 ? entry.sampleRate * 0x10000 : 0;
  return box(
    "mp4a",
    new Uint8Array(6),
    u16(1),
    u32(0, 0),
    u16(entry.channels, 16, 0, 0),
    u32(rate),
    writeEsds(entry.config, entry.bitRate),
  );
}

/** What a sample entry of any kind says, as far as it is known here. */
export interface ParsedSampleEntry {
  /** Four characters: `avc1`, `mp4a`, `hvc1` … */
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
  readonly avcC?: Uint8Array;
  readonly pixelAspect?: Rational;
  readonly channels?: number;
  readonly sampleRate?: number;
  /** AudioSpecificConfig. */
  readonly audioConfig?: Uint8Array;
}

/** Reads a sample entry of a track with this handler. @throws MediaFormatError */
export function parseSampleEntry(bytes: Uint8Array, entry: Box, handler: string): ParsedSampleEntry {
  if (handler === "vide") return parseVideo(bytes, entry);
  if (handler === "soun") return parseAudio(bytes, entry);
  return { type: entry.type };
}

function parseVideo(bytes: Uint8Array, entry: Box): ParsedSampleEntry {
  const reader = bodyReader(bytes, entry);
  reader.skip(24);
  const parsed = { type: entry.type, width: reader.u16(), height: reader.u16() };
  reader.skip(50);
  let avcC: Uint8Array | undefined;
  let pixelAspect: Rational | undefined;
  for (const child of iterateBoxes(bytes, reader.offset, entry.end)) {
    if (child.type === "avcC") avcC = copyBytes(bytes, child.bodyStart, child.end);
    if (child.type === "pasp") {
      const pasp = bodyReader(bytes, child);
      pixelAspect = { num: pasp.u32(), den: pasp.u32() };
    }
  }
  return { ...parsed, ...(avcC && { avcC }), ...(pixelAspect && { pixelAspect }) };
}

function parseAudio(bytes: Uint8Array, entry: Box): ParsedSampleEntry {
  const reader = bodyReader(bytes, entry);
  reader.skip(8);
  const version = reader.u16();
  reader.skip(6);
  const channels = reader.u16();
  reader.skip(6);
  const sampleRate = reader.u32() / 0x10000;
  const parsed = { type: entry.type, channels, sampleRate };
  // QuickTime's second layout has longer fields and other boxes; nothing here copies such a track.
  if (version !== 0) return parsed;
  let audioConfig: Uint8Array | undefined;
  for (const child of iterateBoxes(bytes, reader.offset, entry.end)) {
    if (child.type === "esds") audioConfig = parseEsds(bytes, child);
  }
  return audioConfig ? { ...parsed, audioConfig } : parsed;
}
