import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processorTime } from "../../../../tests/kit/processor-time.ts";
import { concatBytes } from "../bytes.ts";
import { box, iterateBoxes, u32 } from "./box.ts";
import { type FragmentEvent, FragmentStream } from "./fragment-stream.ts";
import { writeVideoInit } from "./init-segment.ts";
import { mediaSegmentHeader } from "./media-segment.ts";

const init = writeVideoInit({ timescale: 25, width: 16, height: 16, avcC: new Uint8Array(8) });
const payload = (start: number, length: number) => Uint8Array.from({ length }, (_, i) => start + i);
const fragment = (time: number, ...sizes: number[]) =>
  concatBytes([
    mediaSegmentHeader({ baseMediaDecodeTime: time, samples: { sizes, durations: 1 } }),
    ...sizes.map((size) => payload(time, size)),
  ]);
const stream = concatBytes([
  init,
  box("sidx", payload(0, 40)),
  fragment(1, 3, 5),
  box("free"),
  fragment(2, 0, 100),
  box("mdat"),
  box("mfra", payload(0, 30)),
]);

function readAll(pieces: Iterable<Uint8Array>): FragmentEvent[] {
  const reader = new FragmentStream();
  const events = [...pieces].flatMap((piece) => reader.push(piece));
  reader.end();
  return events;
}

const contents = (events: FragmentEvent[]) =>
  events.map((event) =>
    event.type === "init"
      ? event.init.tracks.map(({ timescale }) => timescale)
      : event.tracks.map(({ baseMediaDecodeTime, samples }) => [
          baseMediaDecodeTime,
          ...samples.map(({ data }) => [...data]),
        ]),
  );

const expected = [[25], [[1, [1, 2, 3], [1, 2, 3, 4, 5]]], [[2, [], [...payload(2, 100)]]]];

describe("FragmentStream", () => {
  test("finds the same in pieces of any size", () => {
    expect(contents(readAll([stream]))).toEqual(expected);
    expect(contents(readAll(Array.from(stream, (byte) => Uint8Array.of(byte))))).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const pieces = edges.slice(1).map((end, i) => stream.slice(edges[i], end));
        const events = readAll(pieces);
        for (const piece of pieces) piece.fill(0);
        expect(contents(events)).toEqual(expected);
      }),
    );
  });

  test("uses memory again where it may, and only once its samples have been looked at", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const reader = new FragmentStream({ reuse: true });
        const pieces = edges.slice(1).map((end, i) => stream.subarray(edges[i], end));
        expect(pieces.flatMap((piece) => contents(reader.push(piece)))).toEqual(expected);
        reader.end();
      }),
    );
    const memoryOf = (reader: FragmentStream): number => {
      reader.push(init);
      const buffers = [1, 2, 3, 4].flatMap((time) =>
        reader
          .push(fragment(time, 3))
          .flatMap((event) =>
            event.type === "fragment" ? event.tracks.map(({ samples }) => samples[0]?.data.buffer) : [],
          ),
      );
      expect(buffers).toHaveLength(4);
      return new Set(buffers).size;
    };
    expect(memoryOf(new FragmentStream())).toBe(4);
    expect(memoryOf(new FragmentStream({ reuse: true }))).toBeLessThanOrEqual(2);
  });

  test("tells of a fragment as soon as its last byte has come", () => {
    const reader = new FragmentStream();
    reader.push(init);
    const bytes = fragment(1, 3);
    expect(reader.push(bytes.subarray(0, -1))).toEqual([]);
    expect(reader.push(bytes.subarray(-1))).toHaveLength(1);
  });

  test("reads samples behind a 64-bit size, and boxes between moof and mdat", () => {
    const header = mediaSegmentHeader({ baseMediaDecodeTime: 1, samples: { sizes: [3], durations: 1 } });
    const gap = box("free", new Uint8Array(12));
    const long = concatBytes([u32(1), box("mdat").subarray(4), u32(0, 19)]);
    const bytes = concatBytes([header.subarray(0, -8), gap, long, payload(7, 3)]);
    // `data_offset` is the last number but one in the header: two lines of `trun` are one here.
    const moofEnd = header.length - 8;
    new DataView(bytes.buffer).setUint32(moofEnd - 8, moofEnd - 24 + gap.length + long.length);
    expect(contents(readAll([init, bytes]))[1]).toEqual([[1, [7, 8, 9]]]);
  });

  test("says within which box the stream stopped, wherever it did", () => {
    // After a "moof" its samples must follow; after "ftyp" there is no movie yet.
    const complete = [...iterateBoxes(stream)].filter(({ type }) => type !== "moof" && type !== "ftyp");
    const whole = new Set(complete.map(({ end }) => end));
    for (let stop = 0; stop < stream.length; stop++) {
      const reader = new FragmentStream();
      reader.push(stream.subarray(0, stop));
      if (whole.has(stop)) reader.end();
      else expect(() => reader.end()).toThrow(/^The stream (stopped|has no)/);
    }
    const reader = new FragmentStream();
    reader.push(concatBytes([init, fragment(1, 9).subarray(0, -4)]));
    expect(() => reader.end()).toThrow(
      expect.objectContaining({ message: 'The stream stopped within box "mdat", 4 bytes short' }),
    );
  });

  test("refuses what is no fragmented MP4", () => {
    const push = (...parts: Uint8Array[]) => new FragmentStream({ maxBytes: 2000 }).push(concatBytes(parts));
    const media = fragment(1, 3);
    expect(() => push(media)).toThrow('A "moof" comes before the "moov"');
    expect(() => push(init, init)).toThrow('There is a second "moov"');
    expect(() => push(init, box("mdat", payload(0, 4)))).toThrow(/not fragmented/);
    expect(() => push(init, media.subarray(0, -11), media)).toThrow('A "moof" follows another');
    expect(() => push(init, u32(0, 0x66726565))).toThrow("has no stated end");
    expect(() => push(init, u32(4, 0x66726565))).toThrow("says it has 4 bytes");
    expect(() => push(init, fragment(1, 1900))).toThrow(/more than 2000/);
    expect(() => push(u32(3000, 0x6d6f6f76))).toThrow(/more than 2000/);
    expect(() => push(init, box("free", new Uint8Array(5000)))).not.toThrow();
  });

  test("tells the place of nonsense in the stream", () => {
    const lost = mediaSegmentHeader({ baseMediaDecodeTime: 1, samples: { sizes: [9], durations: 1 } });
    const whole = concatBytes([fragment(1, 3), lost.subarray(0, -8), box("mdat")]);
    const run = 24 + 8 + 16 + 8 + 24 + 20;
    for (const size of [1, 9, 1000]) {
      const reader = new FragmentStream();
      reader.push(init);
      const place = init.length + fragment(1, 3).length + run;
      const read = () => {
        for (let at = 0; at < whole.length; at += size) reader.push(whole.subarray(at, at + size));
      };
      expect(read).toThrow(
        expect.objectContaining({ offset: place, message: expect.stringMatching("outside") }),
      );
      const broken = new FragmentStream();
      broken.push(init);
      expect(() => broken.push(concatBytes([box("free"), u32(3, 0x66726565)]))).toThrow(
        expect.objectContaining({ offset: init.length + 8 }),
      );
    }
  });

  test("does not copy again and again", () => {
    const sizes = [32 * 2 ** 20];
    const header = mediaSegmentHeader({ baseMediaDecodeTime: 1, samples: { sizes, durations: 1 } });
    const big = concatBytes([init, header, new Uint8Array(32 * 2 ** 20)]);
    const reader = new FragmentStream();
    const taken = processorTime(() => {
      for (let at = 0; at < big.length; at += 1024) reader.push(big.subarray(at, at + 1024));
      reader.end();
    });
    // Copying all that is there with each of 32768 pieces would move half a terabyte.
    expect(taken).toBeLessThan(5000);
  });
});
