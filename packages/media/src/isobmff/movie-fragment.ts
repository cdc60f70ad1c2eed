import { MediaFormatError } from "../format-error.ts";
import { type Box, childBoxes, fullBoxReader, iterateBoxes, requireChild } from "./box.ts";
import type { SampleDefaults } from "./track-boxes.ts";

/** One sample of a fragment. Times are in the track's timescale. */
export interface FragmentSample {
  /** First byte, from the start of the bytes parsed. */
  readonly offset: number;
  /** In bytes. */
  readonly size: number;
  readonly duration: number;
  /** Presentation time minus decode time. */
  readonly compositionOffset: number;
  /** Whether the container says that decoding can start here; the stream itself may know better. */
  readonly sync: boolean;
}

/** Samples of one track in one fragment, in decode order. */
export interface TrackFragment {
  readonly trackId: number;
  /** Decode time of the first sample, in the track's timescale. */
  readonly baseMediaDecodeTime: number;
  readonly samples: readonly FragmentSample[];
}

/** One `moof`. */
export interface MovieFragment {
  readonly sequenceNumber: number;
  readonly tracks: readonly TrackFragment[];
}

/** Samples that a run may have at most where they take no bytes in the file: 4 hours of 60 frames a second. */
const MAX_SAMPLES = 1 << 20;
const NON_SYNC = 0x10000;

/**
 * Reads every `moof` among the bytes, of ours or of another writer (ISO/IEC 14496-12 §8.8).
 * @param bytes whole boxes: the `moof`s with the `mdat`s that hold their samples.
 * @param defaults of each track, from the init segment; zeros for a track that is not in it.
 * @param origin place of `bytes` in its file, for writers that count offsets from the file's start.
 * @throws MediaFormatError where boxes make no sense, a track fragment tells no decode time, or a sample lies outside
 * the bytes.
 */
export function parseMediaSegment(
  bytes: Uint8Array,
  defaults: ReadonlyMap<number, SampleDefaults> = new Map(),
  origin = 0,
): MovieFragment[] {
  const fragments: MovieFragment[] = [];
  for (const top of iterateBoxes(bytes)) {
    if (top.type === "moof") fragments.push(parseMovieFragment(bytes, top, defaults, origin));
  }
  return fragments;
}

function parseMovieFragment(
  bytes: Uint8Array,
  moof: Box,
  defaults: ReadonlyMap<number, SampleDefaults>,
  origin: number,
): MovieFragment {
  const { reader } = fullBoxReader(bytes, requireChild(bytes, moof, "mfhd"));
  const tracks: TrackFragment[] = [];
  let dataEnd = moof.start;
  for (const traf of childBoxes(bytes, moof)) {
    if (traf.type !== "traf") continue;
    const header = parseTrackFragmentHeader(bytes, requireChild(bytes, traf, "tfhd"), defaults);
    const base =
      header.baseDataOffset === undefined
        ? header.baseIsMoof
          ? moof.start
          : dataEnd
        : header.baseDataOffset - origin;
    const samples: FragmentSample[] = [];
    dataEnd = base;
    for (const trun of childBoxes(bytes, traf)) {
      if (trun.type === "trun") dataEnd = parseRun(bytes, trun, header, base, dataEnd, samples);
    }
    const baseMediaDecodeTime = parseDecodeTime(bytes, requireChild(bytes, traf, "tfdt"));
    tracks.push({ trackId: header.trackId, baseMediaDecodeTime, samples });
  }
  return { sequenceNumber: reader.u32(), tracks };
}

interface TrackFragmentHeader extends SampleDefaults {
  readonly trackId: number;
  readonly baseDataOffset: number | undefined;
  readonly baseIsMoof: boolean;
}

function parseTrackFragmentHeader(
  bytes: Uint8Array,
  tfhd: Box,
  defaults: ReadonlyMap<number, SampleDefaults>,
): TrackFragmentHeader {
  const { reader, flags } = fullBoxReader(bytes, tfhd);
  const trackId = reader.u32();
  const track = defaults.get(trackId);
  const baseDataOffset = flags & 0x1 ? reader.u64() : undefined;
  if (flags & 0x2) reader.skip(4);
  return {
    trackId,
    baseDataOffset,
    baseIsMoof: (flags & 0x20000) !== 0,
    duration: flags & 0x8 ? reader.u32() : (track?.duration ?? 0),
    size: flags & 0x10 ? reader.u32() : (track?.size ?? 0),
    flags: flags & 0x20 ? reader.u32() : (track?.flags ?? 0),
  };
}

/** Reads a `tfdt` box (ISO/IEC 14496-12 §8.8.12). */
function parseDecodeTime(bytes: Uint8Array, tfdt: Box): number {
  const { reader, version } = fullBoxReader(bytes, tfdt);
  return version === 1 ? reader.u64() : reader.u32();
}

/**
 * Reads a `trun` box (ISO/IEC 14496-12 §8.8.8) and adds its samples to `samples`.
 * @param next where the run before it ended; this one starts there unless it says otherwise.
 * @returns where this run ends.
 */
function parseRun(
  bytes: Uint8Array,
  trun: Box,
  header: TrackFragmentHeader,
  base: number,
  next: number,
  samples: FragmentSample[],
): number {
  const { reader, version, flags } = fullBoxReader(bytes, trun);
  const count = reader.u32();
  let offset = flags & 0x1 ? base + reader.i32() : next;
  let sampleFlags = flags & 0x4 ? reader.u32() : header.flags;
  const hasFields = (flags & 0xf00) !== 0;
  if (!hasFields && count > MAX_SAMPLES) {
    throw new MediaFormatError(`Run of ${count} samples`, trun.start);
  }
  for (let i = 0; i < count; i++) {
    const duration = flags & 0x100 ? reader.u32() : header.duration;
    const size = flags & 0x200 ? reader.u32() : header.size;
    if (flags & 0x400) sampleFlags = reader.u32();
    else if (i === 1) sampleFlags = header.flags;
    const compositionOffset = flags & 0x800 ? (version === 0 ? reader.u32() : reader.i32()) : 0;
    checkRange(bytes, trun, offset, size);
    samples.push({ offset, size, duration, compositionOffset, sync: (sampleFlags & NON_SYNC) === 0 });
    offset += size;
  }
  return offset;
}

function checkRange(bytes: Uint8Array, trun: Box, offset: number, size: number): void {
  if (offset >= 0 && offset + size <= bytes.length) return;
  throw new MediaFormatError(
    `Sample of ${size} bytes at ${offset} lies outside the ${bytes.length} bytes there are`,
    trun.start,
  );
}
