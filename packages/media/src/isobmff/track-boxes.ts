import { type Box, box, fourcc, fullBox, fullBoxReader, u8, u16, u32 } from "./box.ts";

/** `matrix` of `mvhd` and `tkhd` that leaves the picture as it is, 16.16 and 2.30 fixed point. */
const IDENTITY = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** `language` of `mdhd`: "und" in three times five bits (ISO/IEC 14496-12 §8.4.2). */
const UNDETERMINED = 0x55c4;

/**
 * Writes a movie header (ISO/IEC 14496-12 §8.2.2).
 * @param duration in the movie's timescale; without one its fragments tell.
 */
export function writeMovieHeader(timescale: number, nextTrackId: number, duration?: number): Uint8Array {
  return fullBox(
    "mvhd",
    versionOf(duration),
    0,
    writeDates(duration),
    u32(timescale),
    writeDuration(duration),
    u32(0x10000),
    u16(0x100, 0),
    u32(0, 0),
    IDENTITY,
    u32(0, 0, 0, 0, 0, 0),
    u32(nextTrackId),
  );
}

/** What a `tkhd` says that matters here. */
export interface TrackHeader {
  readonly id: number;
  /** Display size in whole pixels; 0 for sound. */
  readonly width: number;
  readonly height: number;
}

/**
 * Writes a track header (ISO/IEC 14496-12 §8.3.2): enabled, in the movie. Sound, which has no size, gets volume 1.
 * @param duration in the movie's timescale; without one its fragments tell.
 */
export function writeTrackHeader({ id, width, height }: TrackHeader, duration?: number): Uint8Array {
  const volume = width === 0 ? 0x100 : 0;
  return fullBox(
    "tkhd",
    versionOf(duration),
    3,
    writeDates(duration),
    u32(id, 0),
    writeDuration(duration),
    u32(0, 0),
    u16(0, 0, volume, 0),
    IDENTITY,
    u32(width * 0x10000, height * 0x10000),
  );
}

/** Reads a `tkhd` box. @throws MediaFormatError */
export function parseTrackHeader(bytes: Uint8Array, tkhd: Box): TrackHeader {
  const { reader, version } = fullBoxReader(bytes, tkhd);
  reader.skip(version === 1 ? 16 : 8);
  const id = reader.u32();
  reader.skip((version === 1 ? 12 : 8) + 16 + 36);
  return { id, width: reader.u32() >>> 16, height: reader.u32() >>> 16 };
}

/**
 * Writes a media header (ISO/IEC 14496-12 §8.4.2) in no stated language.
 * @param duration in the same timescale; without one its fragments tell.
 */
export function writeMediaHeader(timescale: number, duration?: number): Uint8Array {
  return fullBox(
    "mdhd",
    versionOf(duration),
    0,
    writeDates(duration),
    u32(timescale),
    writeDuration(duration),
    u16(UNDETERMINED, 0),
  );
}

/** Version 1 of a header has 64 bits for dates and durations: five hours of video ticks need more than 32. */
const versionOf = (duration: number | undefined): 0 | 1 => (duration === undefined ? 0 : 1);
/** When it was made and changed: no date, so that the same input gives the same bytes. */
const writeDates = (duration: number | undefined): Uint8Array =>
  new Uint8Array(duration === undefined ? 8 : 16);
const writeDuration = (duration: number | undefined): Uint8Array =>
  duration === undefined ? u32(0) : u32(Math.floor(duration / 2 ** 32), duration % 2 ** 32);

/** Reads the timescale of an `mdhd` (or `mvhd`) box. @throws MediaFormatError */
export function parseTimescale(bytes: Uint8Array, header: Box): number {
  const { reader, version } = fullBoxReader(bytes, header);
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
}

/** Writes a handler box (ISO/IEC 14496-12 §8.4.3) with an empty name. */
export function writeHandler(handler: "vide" | "soun"): Uint8Array {
  return fullBox("hdlr", 0, 0, u32(0), fourcc(handler), u32(0, 0, 0), u8(0));
}

/** Reads the handler type of an `hdlr` box: `vide`, `soun` or another. @throws MediaFormatError */
export function parseHandler(bytes: Uint8Array, hdlr: Box): string {
  const { reader } = fullBoxReader(bytes, hdlr);
  reader.skip(4);
  return reader.fourcc();
}

/** Writes the media information of a track around its `stbl` (ISO/IEC 14496-12 §8.4.4). */
export function writeMediaInformation(handler: "vide" | "soun", sampleTable: Uint8Array): Uint8Array {
  const header =
    handler === "vide" ? fullBox("vmhd", 0, 1, u16(0, 0, 0, 0)) : fullBox("smhd", 0, 0, u16(0, 0));
  const dataReference = fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1));
  return box("minf", header, box("dinf", dataReference), sampleTable);
}

/** One line of an edit list (ISO/IEC 14496-12 §8.6.6). */
export interface Edit {
  /** In the movie's timescale. */
  readonly segmentDuration: number;
  /** In the track's timescale; -1: nothing is shown. */
  readonly mediaTime: number;
  /** 1 at normal speed. */
  readonly rate: number;
}

/** Writes an edit list, in its `edts`; 64 bits for times (ISO/IEC 14496-12 §8.6.5, §8.6.6). */
export function writeEditList(edits: readonly Edit[]): Uint8Array {
  const lines = edits.map(({ segmentDuration, mediaTime, rate }) => [
    ...[Math.floor(segmentDuration / 2 ** 32), segmentDuration % 2 ** 32],
    ...[Math.floor(mediaTime / 2 ** 32), mediaTime < 0 ? mediaTime : mediaTime % 2 ** 32],
    rate * 0x10000,
  ]);
  return box("edts", fullBox("elst", 1, 0, u32(edits.length, ...lines.flat())));
}

/** Reads an `elst` box. @throws MediaFormatError */
export function parseEditList(bytes: Uint8Array, elst: Box): Edit[] {
  const { reader, version } = fullBoxReader(bytes, elst);
  const count = reader.u32();
  const edits: Edit[] = [];
  for (let i = 0; i < count; i++) {
    const segmentDuration = version === 1 ? reader.u64() : reader.u32();
    const mediaTime = version === 1 ? reader.i64() : reader.i32();
    edits.push({ segmentDuration, mediaTime, rate: reader.i32() / 0x10000 });
  }
  return edits;
}

/** What a fragment's samples have where it does not say (ISO/IEC 14496-12 §8.8.3). */
export interface SampleDefaults {
  /** In the track's timescale. */
  readonly duration: number;
  /** In bytes. */
  readonly size: number;
  /** `sample_flags` (§8.8.3.1). */
  readonly flags: number;
}

/** Writes a `trex` box whose defaults are all zero, so that every fragment speaks for itself. */
export function writeTrackExtends(trackId: number): Uint8Array {
  return fullBox("trex", 0, 0, u32(trackId, 1, 0, 0, 0));
}

/** Reads a `trex` box. @throws MediaFormatError */
export function parseTrackExtends(
  bytes: Uint8Array,
  trex: Box,
): SampleDefaults & { readonly trackId: number } {
  const { reader } = fullBoxReader(bytes, trex);
  const trackId = reader.u32();
  reader.skip(4);
  return { trackId, duration: reader.u32(), size: reader.u32(), flags: reader.u32() };
}
