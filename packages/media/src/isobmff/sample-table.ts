import { box, fullBox, u32 } from "./box.ts";

/** Samples of one track that stand side by side in a file (ISO/IEC 14496-12 §8.7.4), in decode order. */
export interface SampleChunk {
  /** Which of the track's sample entries they are decoded with, from 0. */
  readonly entry: number;
  /** Bytes of each sample. */
  readonly sizes: ArrayLike<number>;
  /** What each of them lasts, in the track's timescale. */
  readonly duration: number;
  /** Presentation time minus decode time of each sample, in the track's timescale. Default 0. */
  readonly compositionOffsets?: ArrayLike<number>;
  /** Whether decoding can start at each sample. Default: at every one. */
  readonly sync?: ArrayLike<boolean>;
}

/** Writes the sample table of a fragmented track: it holds nothing (ISO/IEC 14496-12 §8.5.1). */
export function writeEmptySampleTable(sampleEntry: Uint8Array): Uint8Array {
  return box(
    "stbl",
    fullBox("stsd", 0, 0, u32(1), sampleEntry),
    fullBox("stts", 0, 0, u32(0)),
    fullBox("stsc", 0, 0, u32(0)),
    fullBox("stsz", 0, 0, u32(0, 0)),
    fullBox("stco", 0, 0, u32(0)),
  );
}

/**
 * Writes the sample table (ISO/IEC 14496-12 §8.5.1) of a track whose samples stand in chunks.
 * @param offsets where each chunk starts in the file.
 * @param wide whether offsets have 64 bits (`co64`).
 */
export function writeSampleTable(
  sampleEntries: readonly Uint8Array[],
  chunks: readonly SampleChunk[],
  offsets: readonly number[],
  wide: boolean,
): Uint8Array {
  const composition = chunks.some(({ compositionOffsets }) => compositionOffsets !== undefined);
  const sync = chunks.some((chunk) => chunk.sync !== undefined);
  return box(
    "stbl",
    fullBox("stsd", 0, 0, u32(sampleEntries.length), ...sampleEntries),
    writeDurations(chunks),
    ...(composition ? [writeCompositionOffsets(chunks)] : []),
    ...(sync ? [writeSyncSamples(chunks)] : []),
    writeSampleToChunk(chunks),
    writeSizes(chunks),
    wide ? writeWideOffsets(offsets) : table("stco", 0, offsets, 1),
  );
}

/** `stts` (§8.6.1.2): runs of samples that last the same. */
function writeDurations(chunks: readonly SampleChunk[]): Uint8Array {
  const runs = new Runs();
  for (const { sizes, duration } of chunks) runs.add(sizes.length, duration);
  return table("stts", 0, runs.values, 2);
}

/** `ctts` (§8.6.1.3), version 0: no offset is below zero. */
function writeCompositionOffsets(chunks: readonly SampleChunk[]): Uint8Array {
  const runs = new Runs();
  for (const { sizes, compositionOffsets } of chunks)
    for (let n = 0; n < sizes.length; n++) runs.add(1, compositionOffsets?.[n] ?? 0);
  return table("ctts", 0, runs.values, 2);
}

/** `stss` (§8.6.2): numbers, from 1, of the samples where decoding can start. */
function writeSyncSamples(chunks: readonly SampleChunk[]): Uint8Array {
  const numbers: number[] = [];
  let sample = 0;
  for (const { sizes, sync } of chunks)
    for (let n = 0; n < sizes.length; n++) {
      sample++;
      if (sync?.[n] ?? true) numbers.push(sample);
    }
  return table("stss", 0, numbers, 1);
}

/** `stsc` (§8.7.4): first chunk, samples in each, sample entry, of chunks that are alike; all counted from 1. */
function writeSampleToChunk(chunks: readonly SampleChunk[]): Uint8Array {
  const rows: number[] = [];
  chunks.forEach(({ sizes, entry }, n) => {
    const before = chunks[n - 1];
    if (before?.sizes.length !== sizes.length || before.entry !== entry)
      rows.push(n + 1, sizes.length, entry + 1);
  });
  return table("stsc", 0, rows, 3);
}

/** `stsz` (§8.7.3.2): bytes of each sample. */
function writeSizes(chunks: readonly SampleChunk[]): Uint8Array {
  const sizes = chunks.flatMap((chunk) => Array.from(chunk.sizes));
  return fullBox("stsz", 0, 0, u32(0, sizes.length), words(sizes));
}

/** `co64` (§8.7.5). */
function writeWideOffsets(offsets: readonly number[]): Uint8Array {
  const halves = offsets.flatMap((offset) => [Math.floor(offset / 2 ** 32), offset % 2 ** 32]);
  return fullBox("co64", 0, 0, u32(offsets.length), words(halves));
}

/** Equal values in a row, as a count and the value. */
class Runs {
  /** Count, value, count, value … */
  readonly values: number[] = [];

  add(count: number, value: number): void {
    const last = this.values.length - 1;
    if (last > 0 && this.values[last] === value) this.values[last - 1] = (this.values[last - 1] ?? 0) + count;
    else this.values.push(count, value);
  }
}

/** A full box of rows, with their number first. */
function table(type: string, version: number, values: readonly number[], perRow: number): Uint8Array {
  return fullBox(type, version, 0, u32(values.length / perRow), words(values));
}

/** As `u32`, for more values than a call takes arguments. */
function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, n) => {
    view.setUint32(n * 4, value);
  });
  return bytes;
}
