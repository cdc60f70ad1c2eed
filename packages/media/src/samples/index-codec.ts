import { copyBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import type { AudioIndex, TrackIndex, VideoIndex } from "./track-index.ts";

/*
 * A sample index as bytes: the four letters of its kind, the length of a JSON header, the header (all that is small),
 * then the columns one after the other, little-endian, each at a multiple of four bytes.
 */
const VIDEO_MAGIC = "CSV1";
const AUDIO_MAGIC = "CSA1";

type Column = Uint32Array | Uint8Array | Int16Array | Uint16Array;

/** Writes an index. @throws MediaFormatError where a frame is shown more than 32767 places from where it decodes. */
export function encodeIndex(index: TrackIndex): Uint8Array {
  if (index.kind === "video") {
    const { sizes, frames, flags, chunkStarts, avcC, ...rest } = index;
    const header = { ...rest, avcC: toHex(avcC), samples: sizes.length, chunks: chunkStarts.length };
    return join(VIDEO_MAGIC, header, [sizes, reorderings(frames), flags, chunkStarts]);
  }
  const { sizes, chunkStarts, config, ...rest } = index;
  const header = { ...rest, config: toHex(config), samples: sizes.length, chunks: chunkStarts.length };
  return join(AUDIO_MAGIC, header, [sizes, chunkStarts]);
}

/** Reads what {@link encodeIndex} wrote. @throws MediaFormatError where the bytes are no index or are cut short. */
export function decodeIndex(bytes: Uint8Array): TrackIndex {
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== VIDEO_MAGIC && magic !== AUDIO_MAGIC)
    throw new MediaFormatError("This is no sample index.", 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerEnd = 8 + view.getUint32(4, true);
  const { samples, chunks, ...header } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, headerEnd)));
  let offset = align(headerEnd);
  const take = <T>(count: number, width: number, build: (buffer: ArrayBuffer) => T): T => {
    const end = offset + count * width;
    if (end > bytes.length) throw new MediaFormatError("The sample index is cut short.", bytes.length);
    const column = build(copyBytes(bytes, offset, end).buffer);
    offset = align(end);
    return column;
  };
  const sizes = take(samples, 4, (buffer) => new Uint32Array(buffer));
  if (magic === AUDIO_MAGIC) {
    const chunkStarts = take(chunks, 4, (buffer) => new Uint32Array(buffer));
    return { ...(header as AudioIndex), config: fromHex(header.config), sizes, chunkStarts };
  }
  const frames = take(samples, 2, (buffer) => framesOf(new Int16Array(buffer)));
  const flags = take(samples, 1, (buffer) => new Uint8Array(buffer));
  const chunkStarts = take(chunks, 4, (buffer) => new Uint32Array(buffer));
  return { ...(header as VideoIndex), avcC: fromHex(header.avcC), sizes, frames, flags, chunkStarts };
}

function reorderings(frames: Uint32Array): Int16Array {
  const deltas = new Int16Array(frames.length);
  // Counted, not mapped: `TypedArray.from` makes a list of all numbers on the way.
  for (let sample = 0; sample < frames.length; sample++) {
    const frame = frames[sample] ?? 0;
    const delta = frame - sample;
    if (delta > 32767 || delta < -32768)
      throw new MediaFormatError(`Sample ${sample} shows frame ${frame}: too far away.`);
    deltas[sample] = delta;
  }
  return deltas;
}

function framesOf(deltas: Int16Array): Uint32Array {
  const frames = new Uint32Array(deltas.length);
  for (let sample = 0; sample < deltas.length; sample++) frames[sample] = sample + (deltas[sample] ?? 0);
  return frames;
}

function join(magic: string, header: object, columns: Column[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const size = columns.reduce((sum, column) => align(sum) + column.byteLength, 8 + json.length);
  const bytes = new Uint8Array(size);
  for (let letter = 0; letter < 4; letter++) bytes[letter] = magic.charCodeAt(letter);
  new DataView(bytes.buffer).setUint32(4, json.length, true);
  bytes.set(json, 8);
  let offset = 8 + json.length;
  for (const column of columns) {
    offset = align(offset);
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += column.byteLength;
  }
  return bytes;
}

const align = (offset: number): number => (offset + 3) & ~3;

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
