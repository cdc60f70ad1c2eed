import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlannedMovie } from "../stream/downloads/movie-layout.ts";
import { decodeExportIndex, encodeExportIndex, exportTag } from "./export-index.ts";

const movies = fc
  .record({
    head: fc.uint8Array({ minLength: 1, maxLength: 200 }),
    lengths: fc.array(fc.nat(100_000), { maxLength: 20 }),
    header: fc.nat(5000),
  })
  .map(({ head, lengths, header }): PlannedMovie => {
    let start = head.length;
    const pieces = lengths.map((length, n) => {
      const path = {
        ...{
          kind: "video" as const,
          version: "ab".repeat(12),
          rendition: "v360",
          from: n * 50,
          to: n * 50 + 50,
        },
      } as const;
      const piece = { start, end: start + length, header, path };
      start += length;
      return piece;
    });
    return { head, pieces, size: start };
  });

describe("the index of an exported film", () => {
  it("reads what it wrote", () => {
    fc.assert(
      fc.property(movies, (movie) => {
        const bytes = encodeExportIndex(movie);
        expect(decodeExportIndex(bytes)).toEqual(movie);
        expect(exportTag(encodeExportIndex(movie))).toBe(exportTag(bytes));
      }),
    );
  });
});
