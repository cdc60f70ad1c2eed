import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Embedder } from "./embedder.ts";

/** What every embedder does. `create` makes one; it is closed after the suite. */
export function embedderContract(name: string, create: () => Promise<Embedder>): void {
  describe(`embedder contract: ${name}`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await create();
    });
    afterAll(() => embedder.close());

    test("gives a vector of length 1 for each text, in order, each as if it were alone", async () => {
      const texts = Array.from({ length: 70 }, (_, i) => `sentence ${i} of ${i % 7} dogs`);
      const vectors = await embedder.embed(texts);
      expect(vectors).toHaveLength(70);
      for (const vector of vectors) {
        expect(vector).toHaveLength(embedder.dimensions);
        expect(cosine(vector, vector)).toBeCloseTo(1, 4);
      }
      for (const i of [0, 33, 69]) {
        const [alone] = await embedder.embed([texts[i]!]);
        expect(cosine(alone!, vectors[i]!)).toBeGreaterThan(0.999);
      }
      expect(cosine(vectors[0]!, vectors[1]!)).toBeLessThan(0.999);
    });

    test("names its model and dimensions", async () => {
      expect(embedder.model).not.toBe("");
      const [vector] = await embedder.embed(["a dog"]);
      expect(vector).toBeInstanceOf(Float32Array);
      expect(embedder.dimensions).toBe(vector!.length);
    });

    test("gives nothing for nothing", async () => {
      expect(await embedder.embed([])).toEqual([]);
    });

    test("takes empty texts among others without losing their places", async () => {
      const [first, empty, second, blank, last] = await embedder.embed([
        "a dog",
        "",
        "the sea",
        " \n\t ",
        "",
      ]);
      const [dog, sea] = await embedder.embed(["a dog", "the sea"]);
      expect(cosine(first!, dog!)).toBeGreaterThan(0.999);
      expect(cosine(second!, sea!)).toBeGreaterThan(0.999);
      for (const nothing of [empty!, blank!, last!]) expect(cosine(nothing, empty!)).toBeCloseTo(1, 4);
      const [alone] = await embedder.embed([""]);
      expect(cosine(alone!, empty!)).toBeGreaterThan(0.999);
    });

    test("takes a text of a megabyte in the time of a long one", async () => {
      const started = performance.now();
      const [words, one] = await embedder.embed(["the crowd sings ".repeat(65_536), "x".repeat(1_000_000)]);
      expect(cosine(words!, words!)).toBeCloseTo(1, 4);
      expect(cosine(one!, one!)).toBeCloseTo(1, 4);
      expect(performance.now() - started).toBeLessThan(60_000);
    });

    test("takes any string", async () => {
      const strange = [
        "\ud800",
        "\udc00x",
        "\0",
        "👩‍👩‍👧‍👦",
        "日本語",
        "العربية",
        "a\u0301",
        "'; DROP TABLE moments; --",
      ];
      expect(await embedder.embed(strange)).toHaveLength(strange.length);
      const texts = fc.array(fc.string({ unit: "binary", maxLength: 40 }), { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(texts, async (some) => {
          const vectors = await embedder.embed(some);
          expect(vectors).toHaveLength(some.length);
          for (const vector of vectors) expect(cosine(vector, vector)).toBeCloseTo(1, 4);
        }),
        { numRuns: 6 },
      );
    });

    test("gives vectors that are the caller's to change", async () => {
      const [before] = await embedder.embed(["a query asked twice"]);
      const kept = before!.slice();
      before!.fill(0);
      const [after] = await embedder.embed(["a query asked twice"]);
      expect(cosine(after!, kept)).toBeGreaterThan(0.999);
    });

    test("answers calls made at the same time, each with its own", async () => {
      const texts = ["one cat", "two dogs", "three ships", "four winds"];
      const together = await Promise.all(texts.map((text) => embedder.embed([text, `${text} again`])));
      const alone = await embedder.embed(texts);
      for (const [i, vectors] of together.entries()) {
        expect(cosine(vectors[0]!, alone[i]!)).toBeGreaterThan(0.999);
      }
    });

    test("stops when told to, before it starts and amid many texts, and goes on working", async () => {
      const stopped = AbortSignal.abort();
      await expect(embedder.embed(["never"], stopped)).rejects.toMatchObject({ code: "cancelled" });
      const amid = new AbortController();
      const many = embedder.embed(
        Array.from({ length: 2000 }, (_, i) => `text number ${i} of very many`),
        amid.signal,
      );
      setTimeout(() => amid.abort(), 5);
      await expect(many).rejects.toMatchObject({ code: "cancelled" });
      expect(await embedder.embed(["still there"])).toHaveLength(1);
    });

    test("once closed it refuses, and closing twice is fine", async () => {
      const other = await create();
      const under = expect(other.embed(["a dog"])).rejects.toMatchObject({ code: "cancelled" });
      await other.close();
      await other.close();
      await under;
      await expect(other.embed(["a cat"])).rejects.toMatchObject({ code: "cancelled" });
    });
  });
}

/** Cosine of two vectors of length 1. */
function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
