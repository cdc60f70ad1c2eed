import { describe, expect, test } from "vitest";
import { MediaFormatError } from "./format-error.ts";
import { decodeText, lineAt, splitLines } from "./text.ts";

const SRT = "1\r\n00:00:01,000 --> 00:00:02,000\r\nПривет, Том! 🎬\r\n";

function utf16(text: string, { little = true, mark = true } = {}): Uint8Array {
  const units = mark ? `\ufeff${text}` : text;
  const view = new DataView(new ArrayBuffer(units.length * 2));
  for (let n = 0; n < units.length; n++) view.setUint16(n * 2, units.charCodeAt(n), little);
  return new Uint8Array(view.buffer);
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe("decodeText", () => {
  test.each<[string, Uint8Array]>([
    ["UTF-8", new TextEncoder().encode(SRT)],
    ["UTF-8 with a byte order mark", new TextEncoder().encode(`\ufeff${SRT}`)],
    ["UTF-16 LE with a byte order mark", utf16(SRT)],
    ["UTF-16 BE with a byte order mark", utf16(SRT, { little: false })],
    ["UTF-16 LE without one", utf16(SRT, { mark: false })],
    ["UTF-16 BE without one", utf16(SRT, { little: false, mark: false })],
  ])("reads %s", (_, bytes) => expect(decodeText(bytes)).toBe(SRT));

  test("reads nothing as nothing", () => expect(decodeText(new Uint8Array())).toBe(""));

  test.each<[string, Uint8Array, number]>([
    ["Latin-1", latin1("one\ntwo\ncaf\xe9 noir\n"), 3],
    ["a character cut short", new TextEncoder().encode("one\nzwei €").subarray(0, -1), 2],
    ["half a surrogate pair", utf16("one\ntwo\nthree \ud83c\nfour\n"), 3],
    ["half a unit of UTF-16", utf16("one\ntwo").subarray(0, -1), 2],
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13), 1],
    ["control characters", latin1("one\nt\x07o\n"), 2],
    ["zero bytes in UTF-8", latin1("one\nand two\nand three\nand four\nand \0five\n"), 5],
  ])("refuses %s with the line", (_, bytes, line) => {
    expect(() => decodeText(bytes)).toThrow(MediaFormatError);
    expect(() => decodeText(bytes)).toThrow(new RegExp(`^Line ${line} `));
    try {
      decodeText(bytes);
    } catch (error) {
      expect((error as MediaFormatError).offset).toBe(line);
    }
  });
});

test("lines end with LF, CRLF or CR", () => expect(splitLines("a\r\nb\nc\rd")).toEqual(["a", "b", "c", "d"]));

test("lineAt counts from 1", () =>
  expect([0, 1, 2, 5].map((at) => lineAt("a\nb\r\nc", at))).toEqual([1, 1, 2, 3]));
