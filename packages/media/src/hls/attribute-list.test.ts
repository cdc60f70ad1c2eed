import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import {
  checkEnumerated,
  checkUri,
  parseAttributeList,
  quote,
  writeAttributeList,
} from "./attribute-list.ts";

describe("attribute lists", () => {
  it("reads quoted commas and equals signs as text", () => {
    const list = parseAttributeList('CODECS="avc1.64001f,mp4a.40.2",BANDWIDTH=1280000, URI="a?b=c"');
    expect([...list]).toEqual([
      ["CODECS", '"avc1.64001f,mp4a.40.2"'],
      ["BANDWIDTH", "1280000"],
      ["URI", '"a?b=c"'],
    ]);
  });

  it.each(["=1", "A", "A=", 'A="open', 'A="x"y', "a=1", "A=1,,B=2", "A=1,A=2"])("refuses %s", (text) => {
    expect(() => parseAttributeList(text, 7)).toThrow(MediaFormatError);
    expect(() => parseAttributeList(text, 7)).toThrow(expect.objectContaining({ offset: 7 }));
  });

  it("reads back whatever it can write", () => {
    const name = fc.stringMatching(/^[A-Z0-9-]{1,12}$/);
    const value = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9.:x-]{1,20}$/),
      fc
        .string({ unit: "grapheme" })
        .filter((text) => !/["\p{Cc}]/u.test(text))
        .map((text) => quote(text, "V")),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (entries) => {
        expect([...parseAttributeList(writeAttributeList(entries))]).toEqual(entries);
      }),
    );
  });
});

describe("text from outside", () => {
  it("is quoted only where it cannot leave the quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const hostile = /["\p{Cc}]/u.test(text) || !text.isWellFormed();
        if (hostile) expect(() => quote(text, "NAME")).toThrow(MediaFormatError);
        else expect(quote(text, "NAME")).toBe(`"${text}"`);
      }),
    );
  });

  it.each(["", "#x", "a b", "a\nb", "a\r", 'a"b', "ä", "a\u0000", "a\u007f"])("%j is no URI", (uri) => {
    expect(() => checkUri(uri)).toThrow(MediaFormatError);
  });

  it.each(["a.m4s", "../v1/s?x=1#t", "https://cdn/a", "%20"])("%j is a URI", (uri) => {
    expect(checkUri(uri)).toBe(uri);
  });

  it.each(["", "a,b", "a b", 'a"', "a\n"])("%j is no token", (token) => {
    expect(() => checkEnumerated(token, "CODECS")).toThrow(MediaFormatError);
  });
});
