import { ByteReader } from "../byte-reader.ts";
import { concatBytes, viewOf } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";

/** Where a box stands in the bytes it was found in (ISO/IEC 14496-12 §4.2). Offsets are from the start of the bytes. */
export interface Box {
  /** Four characters. */
  readonly type: string;
  readonly start: number;
  /** First byte after size and type. */
  readonly bodyStart: number;
  /** First byte after the box. */
  readonly end: number;
}

/** Size and type of a box whose body may not be at hand yet. */
export interface BoxHeader {
  readonly type: string;
  /** Bytes of size and type: 8, or 16 with a 64-bit size. */
  readonly headerSize: number;
  /** Bytes of the whole box; 0: up to the end of the file. */
  readonly size: number;
}

/**
 * Reads the header at `offset`.
 * @returns undefined where the bytes end before the header does.
 * @throws MediaFormatError where the size is less than the header's own.
 */
export function readBoxHeader(bytes: Uint8Array, offset: number, end = bytes.length): BoxHeader | undefined {
  if (end - offset < 8) return undefined;
  const reader = new ByteReader(bytes, offset, end);
  let size = reader.u32();
  const type = reader.fourcc();
  let headerSize = 8;
  if (size === 1) {
    if (reader.left < 8) return undefined;
    size = reader.u64();
    headerSize = 16;
  }
  if (size !== 0 && size < headerSize) {
    throw new MediaFormatError(`Box "${type}" says it has ${size} bytes`, offset);
  }
  return { type, headerSize, size };
}

/**
 * Lists the boxes of `bytes[start, end)`, which must be filled by them exactly.
 * @throws MediaFormatError where a box reaches past `end`, or the bytes end within a header.
 */
export function* iterateBoxes(bytes: Uint8Array, start = 0, end = bytes.length): Generator<Box> {
  let at = start;
  while (at < end) {
    const header = readBoxHeader(bytes, at, end);
    if (!header) throw new MediaFormatError(`Bytes end within a box header`, at);
    const size = header.size === 0 ? end - at : header.size;
    if (size > end - at) {
      throw new MediaFormatError(`Box "${header.type}" has ${size} bytes where ${end - at} are left`, at);
    }
    yield { type: header.type, start: at, bodyStart: at + header.headerSize, end: at + size };
    at += size;
  }
}

/** Lists the boxes within a box. Throws as {@link iterateBoxes}. */
export function childBoxes(bytes: Uint8Array, parent: Box): Generator<Box> {
  return iterateBoxes(bytes, parent.bodyStart, parent.end);
}

/** The first box of a type within a box, or undefined. Throws as {@link iterateBoxes}. */
export function findChild(bytes: Uint8Array, parent: Box, type: string): Box | undefined {
  for (const box of childBoxes(bytes, parent)) if (box.type === type) return box;
  return undefined;
}

/** The first box of a type within a box. @throws MediaFormatError where there is none. */
export function requireChild(bytes: Uint8Array, parent: Box, type: string): Box {
  const box = findChild(bytes, parent, type);
  if (!box) throw new MediaFormatError(`Box "${parent.type}" has no "${type}"`, parent.start);
  return box;
}

/** A cursor over a box's body. */
export function bodyReader(bytes: Uint8Array, box: Box): ByteReader {
  return new ByteReader(bytes, box.bodyStart, box.end);
}

/** A cursor over a full box's body, after its version and flags (ISO/IEC 14496-12 §4.2.2). */
export function fullBoxReader(
  bytes: Uint8Array,
  box: Box,
): { readonly reader: ByteReader; readonly version: number; readonly flags: number } {
  const reader = bodyReader(bytes, box);
  return { version: reader.u8(), flags: reader.u24(), reader };
}

/** Writes a box of a four-character type around the parts, one after the other. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = concatBytes([u32(0), fourcc(type), ...parts]);
  viewOf(bytes).setUint32(0, bytes.length);
  return bytes;
}

/** Writes a full box: one whose body starts with a version and 24 flags. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...parts);
}

/** Four characters as bytes. */
export function fourcc(type: string): Uint8Array {
  return Uint8Array.from(type, (character) => character.charCodeAt(0));
}

/** Numbers as bytes, 8 bits each. */
export function u8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

/** Numbers as bytes, 16 bits each, big-endian; negative ones in two's complement. */
export function u16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = viewOf(bytes);
  values.forEach((value, i) => {
    view.setUint16(i * 2, value);
  });
  return bytes;
}

/** Numbers as bytes, 32 bits each, big-endian; negative ones in two's complement. */
export function u32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = viewOf(bytes);
  values.forEach((value, i) => {
    view.setUint32(i * 4, value);
  });
  return bytes;
}
