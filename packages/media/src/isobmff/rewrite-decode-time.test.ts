import fc from "fast-check";
import { expect, test } from "vitest";
import { concatBytes } from "../bytes.ts";
import { box, fullBox, u32 } from "./box.ts";
import { mediaSegmentHeader } from "./media-segment.ts";
import { rewriteDecodeTime } from "./rewrite-decode-time.ts";

const samples = { sizes: [3, 5], durations: 8000, sync: [1, 0], compositionOffsets: [0, -8000] };

test("a moved segment is the segment written for the new time", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (from, to) => {
      const header = mediaSegmentHeader({ baseMediaDecodeTime: from, samples });
      const segment = concatBytes([header, new Uint8Array(8)]);
      const expected = mediaSegmentHeader({ baseMediaDecodeTime: to, samples });
      expect(rewriteDecodeTime(segment, to)).toEqual(expected);
      expect(rewriteDecodeTime(header, to)).toEqual(expected);
      expect(segment.subarray(0, header.length)).toEqual(header);
    }),
  );
});

test("the segment given stays as it was, even in a Buffer, whose slices are views", () => {
  const header = mediaSegmentHeader({ baseMediaDecodeTime: 5, samples });
  const buffer = Buffer.from(header);
  expect(rewriteDecodeTime(buffer, 6)).not.toEqual(header);
  expect(Buffer.compare(buffer, header)).toBe(0);
});

test("what cannot be moved is refused", () => {
  const header = mediaSegmentHeader({ baseMediaDecodeTime: 5, samples });
  expect(() => rewriteDecodeTime(header, -1)).toThrow(RangeError);
  expect(() => rewriteDecodeTime(header.subarray(0, -1), 1)).toThrow('no "mdat"');
  expect(() => rewriteDecodeTime(header.subarray(0, 60), 1)).toThrow('within box "moof"');
  expect(() => rewriteDecodeTime(box("mdat"), 1)).toThrow('no "moof"');
  const short = (time: number) =>
    rewriteDecodeTime(
      concatBytes([box("moof", box("traf", fullBox("tfdt", 0, 0, u32(1)))), box("mdat")]),
      time,
    );
  expect(short(2 ** 32 - 1).subarray(-12, -8)).toEqual(u32(2 ** 32 - 1));
  expect(() => short(2 ** 32)).toThrow(RangeError);
});
