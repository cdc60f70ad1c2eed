import {
  type AudioTrack,
  joinSamples,
  type SampleRun,
  samplesBetween,
  silentFrame,
  type VideoSamples,
  type VideoTrack,
  videoSegmentHeaderSize,
} from "@cutstream/media";
import { type Allocate, allocateUnset } from "../seams/allocate.ts";
import type { ByteRange } from "../seams/blob-store.ts";
import { assertWhole } from "./assert-whole.ts";
import { keys } from "./keys.ts";

/** Samples with their bytes, in pieces that follow one another. */
export interface ReadSamples extends VideoSamples {
  readonly data: readonly Uint8Array[];
}

/** Reads samples out of a rendition's chunks. */
export interface SampleReader {
  /**
   * Samples of those runs (decode order), one read a chunk: what lies between runs is little.
   * @param allocate gives the memory that chunks are read into, which holds samples and what lies between.
   */
  video(
    version: string,
    track: VideoTrack,
    runs: readonly SampleRun[],
    allocate?: Allocate,
  ): Promise<ReadSamples>;
  /** AAC frames `[first, first + count)`; silence stands in for those outside the rendition. */
  audio(
    version: string,
    track: AudioTrack,
    first: number,
    count: number,
  ): Promise<{ sizes: number[]; data: Uint8Array[] }>;
}

/** A blob store, or what stands in front of one and is told how large the whole blob is. */
export interface ChunkSource {
  /** Bytes `[start, end)` of a blob of `size`: perhaps in memory that `allocate` gave. */
  read(key: string, range: ByteRange, allocate: Allocate, size: number): Promise<Uint8Array>;
}

/** Reads from `chunks`. What they give too little of is an error, and no samples. */
export function createSampleReader(chunks: ChunkSource): SampleReader {
  return {
    async video(version, track, runs, allocate = allocateUnset) {
      const pieces = runs.flatMap((run) => perChunk(track, run));
      const spans = [...Map.groupBy(pieces, ({ chunk }) => chunk)].map(([chunk, pieces]) =>
        spanOf(track, chunk, pieces),
      );
      const reads = spans.map(async ({ chunk, range, size, wanted }) => {
        const key = keys.chunk(version, track.index.rendition, chunk);
        const bytes = await chunks.read(key, range, allocate, size);
        assertWhole(key, bytes, range.end - range.start);
        return wanted.map(({ start, end }) => bytes.subarray(start, end));
      });
      const data = (await Promise.all(reads)).flat();
      return { ...joinSamples(runs.map(({ from, to }) => samplesBetween(track, from, to))), data };
    },

    async audio(version, track, first, count) {
      const { chunkStarts, rendition } = track.index;
      const { before, from, to, after, silence } = audible(track, first, count);
      const reads: Promise<Uint8Array>[] = [];
      for (let at = from; at < to; ) {
        const chunk = track.chunkOf(at);
        const start = track.offsets[chunkStarts[chunk] ?? 0] ?? 0;
        const end = Math.min(to, chunkStarts[chunk + 1] ?? to);
        const range = { start: (track.offsets[at] ?? 0) - start, end: (track.offsets[end] ?? 0) - start };
        const size = (track.offsets[chunkStarts[chunk + 1] ?? 0] ?? 0) - start;
        const key = keys.chunk(version, rendition, chunk);
        const read = chunks.read(key, range, allocateUnset, size);
        reads.push(read.then((bytes) => assertWhole(key, bytes, range.end - range.start)));
        at = end;
      }
      return {
        sizes: audioSizes(track, first, count),
        data: [
          ...Array<Uint8Array>(before).fill(silence),
          ...(await Promise.all(reads)),
          ...Array<Uint8Array>(after).fill(silence),
        ],
      };
    },
  };
}

/** Bytes of each of the AAC frames `[first, first + count)`, silent ones included. */
export function audioSizes(track: AudioTrack, first: number, count: number): number[] {
  const { before, from, to, after, silence } = audible(track, first, count);
  return [
    ...Array<number>(before).fill(silence.length),
    ...track.index.sizes.subarray(from, to),
    ...Array<number>(after).fill(silence.length),
  ];
}

/** Which of the AAC frames `[first, first + count)` there are, `[from, to)`, and how many silent ones stand around. */
function audible({ index: { sizes, channels } }: AudioTrack, first: number, count: number) {
  const from = Math.min(Math.max(first, 0), sizes.length);
  const to = Math.max(from, Math.min(first + count, sizes.length));
  const before = Math.max(0, Math.min(from - first, count));
  const silence = silentFrame(channels === 1 ? 1 : 2);
  return { before, from, to, after: count - before - (to - from), silence };
}

/** What is read of a chunk, and which of it is wanted. */
interface Span {
  readonly chunk: number;
  /** Bytes of the whole chunk. */
  readonly size: number;
  /** Bytes of it that are read. */
  readonly range: ByteRange;
  /** Those of them that are samples of a run, from the start of the range, in order. */
  readonly wanted: readonly ByteRange[];
}

function spanOf(track: VideoTrack, chunk: number, pieces: readonly SampleRun[]): Span {
  const { start, end } = track.chunkRange(chunk);
  const payload = videoSegmentHeaderSize(end - start);
  const place = (sample: number) => payload + track.bytesBetween(start, sample);
  const first = place(pieces[0]?.from ?? start);
  return {
    chunk,
    size: place(end),
    range: { start: first, end: place(pieces.at(-1)?.to ?? end) },
    wanted: pieces.map(({ from, to }) => ({ start: place(from) - first, end: place(to) - first })),
  };
}

/** Splits a run where chunks end. Samples and frames of a chunk have the same numbers: its GOPs are closed. */
function perChunk(track: VideoTrack, { from, to }: SampleRun): { chunk: number; from: number; to: number }[] {
  const pieces: { chunk: number; from: number; to: number }[] = [];
  for (let at = from; at < to; ) {
    const chunk = track.chunkOf(at);
    const end = Math.min(to, track.chunkRange(chunk).end);
    pieces.push({ chunk, from: at, to: end });
    at = end;
  }
  return pieces;
}
