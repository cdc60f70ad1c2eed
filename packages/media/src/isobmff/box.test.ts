import { describe, expect, test } from "vitest";
import { concatBytes } from "../bytes.ts";
import {
  box,
  fullBox,
  fullBoxReader,
  iterateBoxes,
  readBoxHeader,
  requireChild,
  u8,
  u16,
  u32,
} from "./box.ts";

const payload = u8(1, 2, 3);

describe("boxes", () => {
  test("are read where they were written", () => {
    const bytes = concatBytes([box("free", payload), box("moov", fullBox("mvhd", 1, 0x20305, payload))]);
    const [free, moov] = [...iterateBoxes(bytes)];
    expect(free).toEqual({ type: "free", start: 0, bodyStart: 8, end: 11 });
    const { reader, version, flags } = fullBoxReader(bytes, requireChild(bytes, moov!, "mvhd"));
    expect({ version, flags }).toEqual({ version: 1, flags: 0x20305 });
    expect([...reader.bytes(reader.left)]).toEqual([1, 2, 3]);
    expect(() => requireChild(bytes, moov!, "trak")).toThrow('Box "moov" has no "trak"');
  });

  test("may have 64-bit sizes, or none when last", () => {
    const long = concatBytes([u32(1), box("mdat").subarray(4), u32(0, 19), payload]);
    const open = concatBytes([u32(0), box("mdat").subarray(4), payload]);
    expect([...iterateBoxes(concatBytes([long, open]))]).toEqual([
      { type: "mdat", start: 0, bodyStart: 16, end: 19 },
      { type: "mdat", start: 19, bodyStart: 27, end: 30 },
    ]);
    expect(readBoxHeader(long.subarray(0, 15), 0)).toBeUndefined();
  });

  test("that are nonsense are refused, saying where", () => {
    const good = box("free", payload);
    const list = (...parts: Uint8Array[]) => [...iterateBoxes(concatBytes(parts))];
    expect(() => list(good, u32(7), u8(1, 1, 1, 1))).toThrow(expect.objectContaining({ offset: 11 }));
    expect(() => list(good, u32(9), u8(1, 1, 1, 1))).toThrow(/9 bytes where 8 are left/);
    expect(() => list(good, u16(1))).toThrow(/within a box header/);
    expect(() => list(u32(1), u8(1, 1, 1, 1), u32(0x200000, 0))).toThrow(/too large/);
  });
});
