import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import openWabt from "wabt";
import { nearest, type VectorSpace } from "./nearest.ts";
import { encodeQuery, encodeVector, innerProduct, paddedDimensions } from "./vector-codes.ts";
import { VectorCopies } from "./vector-copies.ts";
import { VectorScanner } from "./vector-scanner.ts";

/** Unit vectors of a number of dimensions: some of few values, some with one large value, some like nothing at all. */
const unitVectors = (dimensions: number): fc.Arbitrary<Float32Array> =>
  fc
    .oneof(
      fc.array(fc.integer({ min: -2, max: 2 }), { minLength: dimensions, maxLength: dimensions }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: dimensions, maxLength: dimensions }),
      fc
        .array(fc.double({ min: -1e-3, max: 1e-3, noNaN: true }), {
          minLength: dimensions,
          maxLength: dimensions,
        })
        .map((values) => values.with(0, 1)),
    )
    .map((values) => {
      const length = Math.hypot(...values);
      return length < 1e-6 ? unitAlong(dimensions) : Float32Array.from(values, (value) => value / length);
    });

const unitAlong = (dimensions: number) =>
  Float32Array.from({ length: dimensions }, (_, n) => (n === 0 ? 1 : 0));

const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(384, 512, 3072));

describe("vector codes", () => {
  test("bound every cosine from both sides", () => {
    fc.assert(
      fc.property(
        sizes.chain((size) =>
          fc.tuple(unitVectors(size), fc.array(unitVectors(size), { minLength: 1, maxLength: 5 })),
        ),
        ([query, vectors]) => {
          const copies = new VectorCopies(query.length);
          vectors.forEach((vector, n) => {
            copies.set(n, encodeVector(vector));
          });
          const { lower, upper } = copies.bounds(encodeQuery(query), Uint32Array.from(vectors.keys()));
          vectors.forEach((vector, n) => {
            const exact = innerProduct(query, vector);
            expect(lower[n]).toBeLessThanOrEqual(exact);
            expect(upper[n]).toBeGreaterThanOrEqual(exact);
            // Loose bounds are right and of no use.
            expect((upper[n] ?? 0) - (lower[n] ?? 0)).toBeLessThan(0.01 * Math.sqrt(query.length));
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("the scan", () => {
  test("is compiled from its text", async () => {
    const wabt = await openWabt();
    const text = await readFile(new URL("./vector-scan.wat", import.meta.url), "utf8");
    const { buffer } = wabt.parseWat("vector-scan.wat", text).toBinary({});
    expect(Buffer.from(buffer)).toEqual(await readFile(new URL("./vector-scan.wasm", import.meta.url)));
  });

  test("gives inner products of whole numbers, the largest too", () => {
    const dimensions = fc.integer({ min: 1, max: 40 }).map(paddedDimensions);
    const codes = (length: number, most: number) =>
      fc.array(fc.oneof(fc.constantFrom(-most, most), fc.integer({ min: -most, max: most })), {
        minLength: length,
        maxLength: length,
      });
    fc.assert(
      fc.property(
        dimensions.chain((size) =>
          fc.tuple(codes(size, 32_767), fc.array(codes(size, 127), { minLength: 1, maxLength: 9 })),
        ),
        fc.nat(40_000),
        ([query, rows], first) => {
          const scanner = new VectorScanner(query.length);
          rows.forEach((row, n) => {
            scanner.set(first + n, Int8Array.from(row));
          });
          // More than fit its memory at a time.
          const numbers = Uint32Array.from({ length: 20_000 }, (_, n) => first + ((n * 7) % rows.length));
          const products = scanner.innerProducts(Int16Array.from(query), numbers);
          const expected = rows.map((row) => row.reduce((sum, code, n) => sum + code * (query[n] ?? 0), 0));
          for (const n of [0, 1, 2, 16_383, 16_384, 19_999]) {
            expect(products[n]).toBe(expected[(numbers[n] ?? 0) - first]);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("nearest", () => {
  const worlds = fc.integer({ min: 1, max: 20 }).chain((size) =>
    fc.record({
      vectors: fc.array(unitVectors(size), { minLength: 1, maxLength: 40 }),
      /** Which vector each moment has; 0 for none. */
      owned: fc.array(fc.nat(40), { maxLength: 120 }),
      kept: fc.array(fc.boolean(), { minLength: 121, maxLength: 121 }),
      query: unitVectors(size),
      limit: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(200)),
    }),
  );

  test("are exactly those of a scan without codes", () => {
    fc.assert(
      fc.property(worlds, ({ vectors, owned, kept, query, limit }) => {
        const vectorOf = Uint32Array.from(owned, (number) => Math.min(number, vectors.length));
        const space = spaceOf(vectors, vectorOf);
        const marks = Uint8Array.from(kept, Number);
        const found = nearest(space, marks, query, limit);
        const all = [...vectorOf.keys()]
          .filter((moment) => marks[moment] === 1 && vectorOf[moment] !== 0)
          .map((moment) => ({ moment, similarity: cosine(vectors, vectorOf[moment] ?? 0, query) }))
          .sort((a, b) => b.similarity - a.similarity);
        expect(found.map(({ similarity }) => similarity)).toEqual(
          all.slice(0, limit).map(({ similarity }) => similarity),
        );
        expect(new Set(found.map(({ moment }) => moment)).size).toBe(found.length);
        for (const { moment, similarity } of found) {
          expect(marks[moment]).toBe(1);
          expect(similarity).toBe(cosine(vectors, vectorOf[moment] ?? 0, query));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("are found by reading few vectors, however many moments have the same", () => {
    const random = (n: number) => Math.sin(n * 12.9898) * 43_758.5453;
    const vectors = Array.from({ length: 2000 }, (_, n) => {
      const values = Float32Array.from(
        { length: 128 },
        (_, m) => (random(n * 128 + m) % 1) + (n % 7 === m % 7 ? 0.3 : 0),
      );
      const length = Math.hypot(...values);
      return values.map((value) => value / length);
    });
    const vectorOf = Uint32Array.from({ length: 20_000 }, (_, n) => 1 + (n % 2000));
    const space = spaceOf(vectors, vectorOf);
    const found = nearest(space, new Uint8Array(20_000).fill(1), vectors[5] ?? unitAlong(128), 20);
    expect(found).toHaveLength(20);
    expect(found.slice(0, 10).every(({ moment }) => moment % 2000 === 5)).toBe(true);
    expect(space.read_.length).toBeLessThanOrEqual(256);
  });
});

const cosine = (vectors: readonly Float32Array[], number: number, query: Float32Array): number =>
  innerProduct(query, vectors[number - 1] ?? new Float32Array(0));

/** Vectors with numbers from 1. */
function spaceOf(vectors: readonly Float32Array[], vectorOf: Uint32Array): VectorSpace & { read_: number[] } {
  const copies = new VectorCopies(vectors[0]?.length ?? 0);
  vectors.forEach((vector, n) => {
    copies.set(n + 1, encodeVector(vector));
  });
  const read_: number[] = [];
  return {
    copies,
    vectorOf,
    bound: vectors.length + 1,
    read_,
    read(numbers) {
      read_.push(...numbers);
      return new Map(numbers.map((number) => [number, vectors[number - 1] ?? new Float32Array(0)]));
    },
  };
}
