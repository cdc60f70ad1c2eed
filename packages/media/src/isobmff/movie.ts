import { concatBytes } from "../bytes.ts";
import { VIDEO_TIMESCALE } from "../time.ts";
import { box, fourcc, u32 } from "./box.ts";
import { type SampleChunk, writeSampleTable } from "./sample-table.ts";
import {
  writeEditList,
  writeHandler,
  writeMediaHeader,
  writeMediaInformation,
  writeMovieHeader,
  writeTrackHeader,
} from "./track-boxes.ts";

/**
 * A track of a movie whose samples are described before they come. Composition offsets may be negative: players are told
 * to start where the first picture is shown.
 */
export interface MovieTrack {
  readonly handler: "vide" | "soun";
  /** Units a second of every time in the track. */
  readonly timescale: number;
  /** Display size in whole pixels; 0 for sound. */
  readonly width: number;
  readonly height: number;
  /** Written sample entries; chunks say which is theirs. */
  readonly sampleEntries: readonly Uint8Array[];
  readonly chunks: readonly SampleChunk[];
}

/** Where a chunk's samples go. */
export interface ChunkPlace {
  readonly track: number;
  readonly chunk: number;
  /** From the start of the file. */
  readonly offset: number;
  readonly size: number;
}

/** A progressive movie file without its samples. */
export interface MovieLayout {
  /** `ftyp`, `moov` and the header of `mdat`: the file up to its first sample. */
  readonly head: Uint8Array;
  /** The chunks in the order in which they follow the head, without a hole. */
  readonly places: readonly ChunkPlace[];
  /** Bytes of the whole file. */
  readonly size: number;
}

/** Units a second of the durations of the movie and its tracks: exact for pictures. */
const MOVIE_TIMESCALE = VIDEO_TIMESCALE;

/** Files from this size on have a 64-bit `mdat` and 64-bit offsets. */
const WIDE_FROM = 2 ** 32 - 2 ** 20;

/**
 * Lays out a progressive MP4 file (ISO/IEC 14496-12): the index first, so that it plays while it loads; then the
 * first chunk of every track, the second of every track, and so on. No dates and no metadata: equal input gives equal
 * bytes.
 */
export function layOutMovie(given: readonly MovieTrack[]): MovieLayout {
  const tracks = given.map(withDelay);
  const sizes = tracks.map(({ chunks }) => chunks.map(bytesOf));
  const payload = sizes.flat().reduce((sum, size) => sum + size, 0);
  const wide = payload >= WIDE_FROM;
  const headerSize = wide ? 16 : 8;
  const type = box(
    "ftyp",
    fourcc("isom"),
    u32(512),
    fourcc("isom"),
    fourcc("iso4"),
    fourcc("avc1"),
    fourcc("mp41"),
  );
  // The index has the same size wherever the chunks stand.
  const indexSize = writeIndex(
    tracks,
    sizes.map((track) => track.map(() => 0)),
    wide,
  ).length;
  const start = type.length + indexSize + headerSize;
  const places = placeChunks(sizes, start);
  const offsets = tracks.map((_, track) =>
    places.filter((place) => place.track === track).map(({ offset }) => offset),
  );
  const size = headerSize + payload;
  const mdat = wide
    ? [u32(1), fourcc("mdat"), u32(Math.floor(size / 2 ** 32), size % 2 ** 32)]
    : [u32(size), fourcc("mdat")];
  return {
    head: concatBytes([type, writeIndex(tracks, offsets, wide), ...mdat]),
    places,
    size: start + payload,
  };
}

/** A track without negative offsets, which GStreamer and old players do not take, and by how much it is late so. */
interface DelayedTrack extends MovieTrack {
  /** In its timescale. */
  readonly delay: number;
}

function withDelay(track: MovieTrack): DelayedTrack {
  let delay = 0;
  for (const { compositionOffsets = [] } of track.chunks)
    for (let n = 0; n < compositionOffsets.length; n++)
      delay = Math.max(delay, -(compositionOffsets[n] ?? 0));
  if (delay === 0) return { ...track, delay };
  const chunks = track.chunks.map(({ compositionOffsets, ...chunk }) => ({
    ...chunk,
    compositionOffsets: Array.from(chunk.sizes, (_, n) => (compositionOffsets?.[n] ?? 0) + delay),
  }));
  return { ...track, chunks, delay };
}

function bytesOf({ sizes }: SampleChunk): number {
  let sum = 0;
  for (let n = 0; n < sizes.length; n++) sum += sizes[n] ?? 0;
  return sum;
}

function placeChunks(sizes: readonly (readonly number[])[], start: number): ChunkPlace[] {
  const places: ChunkPlace[] = [];
  let offset = start;
  const rounds = Math.max(...sizes.map(({ length }) => length));
  for (let chunk = 0; chunk < rounds; chunk++) {
    sizes.forEach((track, number) => {
      const size = track[chunk];
      if (size === undefined) return;
      places.push({ track: number, chunk, offset, size });
      offset += size;
    });
  }
  return places;
}

function writeIndex(
  tracks: readonly DelayedTrack[],
  offsets: readonly (readonly number[])[],
  wide: boolean,
): Uint8Array {
  const durations = tracks.map(({ chunks }) =>
    chunks.reduce((sum, { sizes, duration }) => sum + sizes.length * duration, 0),
  );
  const shown = tracks.map(({ timescale }, n) =>
    Math.ceil(((durations[n] ?? 0) * MOVIE_TIMESCALE) / timescale),
  );
  return box(
    "moov",
    writeMovieHeader(MOVIE_TIMESCALE, tracks.length + 1, Math.max(...shown)),
    ...tracks.map((track, n) =>
      box(
        "trak",
        writeTrackHeader({ id: n + 1, width: track.width, height: track.height }, shown[n]),
        ...(track.delay > 0
          ? [writeEditList([{ segmentDuration: shown[n] ?? 0, mediaTime: track.delay, rate: 1 }])]
          : []),
        box(
          "mdia",
          writeMediaHeader(track.timescale, durations[n]),
          writeHandler(track.handler),
          writeMediaInformation(
            track.handler,
            writeSampleTable(track.sampleEntries, track.chunks, offsets[n] ?? [], wide),
          ),
        ),
      ),
    ),
  );
}
