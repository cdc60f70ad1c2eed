import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, childBoxes, findChild, fullBoxReader, iterateBoxes, requireChild } from "./box.ts";
import { layOutMovie, type MovieTrack } from "./movie.ts";
import type { SampleChunk } from "./sample-table.ts";
import { parseEditList, parseTimescale } from "./track-boxes.ts";

const ENTRY = new Uint8Array(8);

const chunks = (entries: number) =>
  fc.array(
    fc.record({
      entry: fc.nat(entries - 1),
      duration: fc.integer({ min: 1, max: 5000 }),
      samples: fc.array(sample, { maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
const sample = fc.record({
  size: fc.nat(3000),
  offset: fc.integer({ min: -9000, max: 9000 }),
  sync: fc.boolean(),
});

const toChunk = ({
  entry,
  duration,
  samples,
}: {
  entry: number;
  duration: number;
  samples: { size: number; offset: number; sync: boolean }[];
}): SampleChunk => ({
  entry,
  duration,
  sizes: samples.map(({ size }) => size),
  compositionOffsets: samples.map(({ offset }) => offset),
  sync: samples.map(({ sync }) => sync),
});

function video(chunks: readonly SampleChunk[]): MovieTrack {
  return {
    handler: "vide",
    timescale: 240_000,
    width: 640,
    height: 360,
    sampleEntries: [ENTRY, ENTRY],
    chunks,
  };
}

function sound(chunks: readonly SampleChunk[]): MovieTrack {
  return { handler: "soun", timescale: 48_000, width: 0, height: 0, sampleEntries: [ENTRY], chunks };
}

/** A sample as a reader of the table finds it. */
interface Found {
  readonly offset: number;
  readonly size: number;
  readonly entry: number;
  readonly duration: number;
  readonly compositionOffset: number;
  readonly sync: boolean;
}

/** Reads the sample table of each track, as ISO/IEC 14496-12 §8.5 to §8.7 tell. */
function readTracks(head: Uint8Array): Found[][] {
  const moov = [...iterateBoxes(head.subarray(0, mdatStart(head)))].find(({ type }) => type === "moov");
  if (!moov) throw new Error("no moov");
  return [...childBoxes(head, moov)]
    .filter(({ type }) => type === "trak")
    .map((trak) => {
      const minf = requireChild(head, requireChild(head, trak, "mdia"), "minf");
      return readTable(head, requireChild(head, minf, "stbl"));
    });
}

/** The edit list of each track. */
function readEdits(head: Uint8Array) {
  const moov = [...iterateBoxes(head.subarray(0, mdatStart(head)))].find(({ type }) => type === "moov");
  if (!moov) throw new Error("no moov");
  return [...childBoxes(head, moov)]
    .filter(({ type }) => type === "trak")
    .map((trak) => {
      const edts = findChild(head, trak, "edts");
      return edts && parseEditList(head, requireChild(head, edts, "elst"));
    });
}

function mdatStart(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset);
  return view.getUint32(0) + view.getUint32(view.getUint32(0));
}

function rows(
  bytes: Uint8Array,
  table: Box | undefined,
  width: number,
  read: "u32" | "i32" | "u64" = "u32",
): number[][] {
  if (!table) return [];
  const { reader } = fullBoxReader(bytes, table);
  return Array.from({ length: reader.u32() }, () =>
    Array.from({ length: width }, (_, n) => (n === width - 1 ? reader[read]() : reader.u32())),
  );
}

const unrolled = (runs: number[][]): number[] =>
  runs.flatMap(([count = 0, value = 0]) => Array<number>(count).fill(value));

function readTable(bytes: Uint8Array, stbl: Box): Found[] {
  const find = (type: string) => findChild(bytes, stbl, type);
  const durations = unrolled(rows(bytes, find("stts"), 2));
  const offsets = unrolled(rows(bytes, find("ctts"), 2, "i32"));
  const keys = find("stss") && new Set(rows(bytes, find("stss"), 1).flat());
  const sizes = fullBoxReader(bytes, requireChild(bytes, stbl, "stsz")).reader;
  sizes.skip(4);
  const bytesOf = Array.from({ length: sizes.u32() }, () => sizes.u32());
  const starts = find("co64")
    ? rows(bytes, find("co64"), 1, "u64").flat()
    : rows(bytes, find("stco"), 1).flat();
  const groups = rows(bytes, find("stsc"), 3);
  const found: Found[] = [];
  starts.forEach((start, chunk) => {
    const [, count = 0, entry = 0] = groups.findLast(([first = 0]) => first <= chunk + 1) ?? [];
    let offset = start;
    for (let n = 0; n < count; n++) {
      const at = found.length;
      const size = bytesOf[at] ?? Number.NaN;
      found.push({
        offset,
        size,
        entry: entry - 1,
        duration: durations[at] ?? Number.NaN,
        compositionOffset: offsets[at] ?? 0,
        sync: keys?.has(at + 1) ?? true,
      });
      offset += size;
    }
  });
  return found;
}

describe("layOutMovie", () => {
  it("tells every sample's place, size and times, however chunks are made up", () => {
    fc.assert(
      fc.property(chunks(2), chunks(1), (pictures, sounds) => {
        const tracks = [
          video(pictures.map(toChunk)),
          sound(
            sounds.map((chunk) => ({
              entry: 0,
              duration: 1024,
              sizes: chunk.samples.map(({ size }) => size),
            })),
          ),
        ];
        const { head, places, size } = layOutMovie(tracks);
        const read = readTracks(head);
        let end = head.length;
        for (const place of places) {
          expect(place.offset).toBe(end);
          end += place.size;
        }
        expect(end).toBe(size);
        for (const [n, track] of tracks.entries()) {
          const offsets = track.chunks.flatMap((chunk) => Array.from(chunk.compositionOffsets ?? []));
          const delay = Math.max(0, ...offsets.map((offset) => -offset));
          const edits = readEdits(head)[n];
          expect(edits?.map(({ mediaTime }) => mediaTime) ?? [0]).toEqual([delay]);
          const expected = track.chunks.flatMap((chunk, number) => {
            let offset = places.find((place) => place.track === n && place.chunk === number)?.offset ?? 0;
            return Array.from(chunk.sizes, (bytes, place): Found => {
              const start = offset;
              offset += bytes;
              return {
                offset: start,
                size: bytes,
                entry: chunk.entry,
                duration: chunk.duration,
                compositionOffset: (chunk.compositionOffsets?.[place] ?? 0) + delay,
                sync: chunk.sync?.[place] ?? true,
              };
            });
          });
          expect(read[n]).toEqual(expected);
        }
      }),
    );
  });

  it("has room for files of more than 4 GiB", () => {
    const huge: SampleChunk = { entry: 0, duration: 8000, sizes: [2 ** 31, 2 ** 31 + 5] };
    const { head, size } = layOutMovie([video([huge, { ...huge, sizes: [7] }])]);
    expect(size).toBe(head.length + 2 ** 32 + 12);
    const view = new DataView(head.buffer);
    expect(view.getUint32(head.length - 16)).toBe(1);
    expect(view.getBigUint64(head.length - 8)).toBe(BigInt(2 ** 32 + 12 + 16));
    expect(readTracks(head)[0]?.at(-1)).toMatchObject({ offset: head.length + 2 ** 32 + 5, size: 7 });
  });

  it("says how long it is, past what 32 bits of ticks hold", () => {
    const day = { entry: 0, duration: 240_000 * 60, sizes: Array<number>(24 * 60).fill(1) };
    const { head } = layOutMovie([video([day])]);
    const moov = [...iterateBoxes(head.subarray(0, mdatStart(head)))].find(({ type }) => type === "moov")!;
    const mvhd = requireChild(head, moov, "mvhd");
    expect(parseTimescale(head, mvhd)).toBe(240_000);
    const { reader } = fullBoxReader(head, mvhd);
    reader.skip(20);
    expect(reader.u64()).toBe(86_400 * 240_000);
    const mdhd = requireChild(head, requireChild(head, requireChild(head, moov, "trak"), "mdia"), "mdhd");
    const media = fullBoxReader(head, mdhd).reader;
    media.skip(20);
    expect(media.u64()).toBe(86_400 * 240_000);
  });
});
