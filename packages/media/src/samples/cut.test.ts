import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeTrack } from "../testing/track.ts";
import { copiedRuns, cutRange, decodingRuns } from "./cut.ts";
import { headPieceAfter, headPieces, segmentBoundaries } from "./segmentation.ts";
import { FLAG_REFERENCE } from "./track-index.ts";
import type { VideoTrack } from "./video-track.ts";

const trackAndRange = fc
  .record({
    gops: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }),
    bFrames: fc.integer({ min: 0, max: 7 }),
    chunkFrames: fc.integer({ min: 1, max: 120 }),
  })
  .map(makeTrack)
  .chain((track) =>
    fc
      .tuple(fc.nat(track.index.frameCount - 1), fc.integer({ min: 1, max: track.index.frameCount }))
      .map(([from, length]) => ({ track, from, to: Math.min(from + length, track.index.frameCount) })),
  );

/** Frames that a decoder shows of the copied samples, each checked to have all it may refer to. */
function decodeCopied(track: VideoTrack, copy: { from: number; to: number }): number[] {
  const { frames, flags } = track.index;
  const kept = new Set(
    copiedRuns(track, copy).flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n)),
  );
  const shown: number[] = [];
  let key = 0;
  for (let sample = copy.from; sample < track.index.frameCount; sample++) {
    if (track.isKey(sample)) key = sample;
    if (!kept.has(sample)) continue;
    for (let before = key; before < sample; before++) {
      if ((flags[before] ?? 0) & FLAG_REFERENCE)
        expect(kept, `sample ${sample} may refer to ${before}`).toContain(before);
    }
    shown.push(frames[sample] ?? -1);
  }
  return shown.sort((a, b) => a - b);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe("cutRange", () => {
  it("covers exactly the range, and what is copied decodes by itself", () => {
    fc.assert(
      fc.property(trackAndRange, ({ track, from, to }) => {
        const { head, copy, tail } = cutRange(track, from, to);
        const parts = [head, copy, tail].filter((part) => part !== null);
        expect(parts.flatMap((part) => range(part.from, part.to))).toEqual(range(from, to));
        if (copy) {
          expect(track.isKey(copy.from)).toBe(true);
          expect(decodeCopied(track, copy)).toEqual(range(copy.from, copy.to));
        }
      }),
    );
  });

  it("copies everything between key frames", () => {
    const track = makeTrack({ gops: [25, 25, 25] });
    expect(cutRange(track, 25, 75)).toEqual({ head: null, copy: { from: 25, to: 75 }, tail: null });
  });

  it("conditions a head up to the next key frame", () => {
    const track = makeTrack({ gops: [25, 25, 25] });
    expect(cutRange(track, 10, 50)).toEqual({
      head: { from: 10, to: 25 },
      copy: { from: 25, to: 50 },
      tail: null,
    });
  });

  it("conditions a whole range that holds no key frame", () => {
    const track = makeTrack({ gops: [25, 25] });
    expect(cutRange(track, 3, 9)).toEqual({ head: { from: 3, to: 9 }, copy: null, tail: null });
  });

  it("conditions only the frames that lost their reference", () => {
    const track = makeTrack({ gops: [25, 25], bFrames: 3 });
    // anchors of the first GOP are frames 0, 4, 8, 12: a cut before 11 orphans 9 and 10
    expect(cutRange(track, 0, 11)).toEqual({
      head: null,
      copy: { from: 0, to: 9 },
      tail: { from: 9, to: 11 },
    });
    // frame 12 is an anchor: all that a cut after it shows was decoded before
    expect(cutRange(track, 0, 13).tail).toBeNull();
  });

  it("needs no tail without B-frames", () => {
    const track = makeTrack({ gops: [30, 30], bFrames: 0 });
    for (let to = 1; to <= 60; to++) expect(cutRange(track, 0, to).tail).toBeNull();
  });

  it("refuses what is no range of the track", () => {
    const track = makeTrack({ gops: [10] });
    for (const [from, to] of [
      [0, 0],
      [5, 4],
      [-1, 3],
      [0, 11],
      [Number.NaN, 3],
    ] as const) {
      expect(() => cutRange(track, from, to)).toThrow(RangeError);
    }
  });
});

describe("decodingRuns", () => {
  it("holds the frames wanted, all that they may refer to, and nothing that plays no part", () => {
    fc.assert(
      fc.property(trackAndRange, ({ track, from, to: end }) => {
        const { frames, flags } = track.index;
        const to = Math.min(end, track.keyAtOrAfter(from + 1));
        const runs = decodingRuns(track, { from, to });
        const kept = runs.flatMap((run) => range(run.from, run.to));
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        const wanted = kept.filter((sample) => frames[sample]! >= from && frames[sample]! < to);
        expect(wanted).toHaveLength(to - from);
        const last = Math.max(...wanted);
        for (const sample of range(track.keyAtOrBefore(from), last)) {
          if (flags[sample]! & FLAG_REFERENCE) expect(kept).toContain(sample);
          else expect(kept.includes(sample)).toBe(wanted.includes(sample));
        }
        expect(kept.at(-1)).toBe(last);
      }),
    );
  });
});

describe("segmentBoundaries", () => {
  it("covers the clip with pieces that are long enough, at key frames but in its head", () => {
    fc.assert(
      fc.property(trackAndRange, ({ track, from, to }) => {
        const boundaries = segmentBoundaries(track, from, to);
        expect(boundaries[0]).toBe(from);
        expect(boundaries.at(-1)).toBe(to);
        expect(boundaries).toEqual([...new Set(boundaries)].sort((a, b) => a - b));
        const copied = boundaries.slice(1, -1).filter((inner) => inner > track.keyAtOrAfter(from));
        for (const inner of copied) expect(track.isKey(inner)).toBe(true);
        const pieces = boundaries.slice(1).map((end, n) => end - (boundaries[n] ?? 0));
        if (pieces.length > 1) for (const length of pieces) expect(length).toBeGreaterThanOrEqual(5);
      }),
    );
  });

  it("keeps whole chunks whole for every cut that passes through them", () => {
    const track = makeTrack({ gops: Array(40).fill(25), chunkFrames: 100 });
    const inner = (from: number, to: number) =>
      segmentBoundaries(track, from, to).filter((frame) => frame >= 200 && frame <= 800);
    expect(inner(13, 907)).toEqual(inner(150, 999));
  });

  it("lets the GOP after it join a head of one frame", () => {
    const track = makeTrack({ gops: [25, 25, 25, 25], chunkFrames: 50 });
    expect(segmentBoundaries(track, 24, 100)).toEqual([24, 50, 100]);
  });
});

describe("headPieces", () => {
  const track = makeTrack({ gops: [25, 250, 25] });
  const ends = (from: number, to: number) => headPieces(track, from, to).map((piece) => piece.to);

  it("divide a long head at half seconds before its key frame, the first piece short, the others not", () => {
    expect(ends(30, 300)).toEqual([41, 67, 93, 119, 145, 171, 197, 223, 249, 275]);
  });

  it("leave a head alone that is hardly longer than a piece", () => {
    expect(ends(259, 300)).toEqual([275]);
    expect(ends(5, 300)).toEqual([12, 25]);
  });

  it("end where the clip ends, without a sliver", () => {
    expect(ends(30, 69)).toEqual([41, 69]);
    expect(ends(30, 72)).toEqual([41, 67, 72]);
    expect(ends(30, 45)).toEqual([45]);
  });

  it("are none at a key frame", () => {
    expect(ends(25, 100)).toEqual([]);
  });

  it("are, but for the first, the same for all who cut into a GOP, and each tells the next", () => {
    fc.assert(
      fc.property(trackAndRange, ({ track, from }) => {
        const key = track.keyAtOrAfter(from);
        const pieces = headPieces(track, from, key);
        expect(pieces.flatMap((piece) => range(piece.from, piece.to))).toEqual(range(from, key));
        for (const [n, piece] of pieces.entries())
          expect(headPieceAfter(track, piece.to)).toEqual(pieces[n + 1] ?? null);
      }),
    );
  });
});
