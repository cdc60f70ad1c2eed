import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NumberPool } from "./number-pool.ts";
import { sortableText } from "./sortable-text.ts";
import { TopList } from "./top-list.ts";

describe("sortable text", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom(
          "\0",
          "a",
          "\x7f",
          "\x80",
          "\u07ff",
          "\u0800",
          "\ud800",
          "\udbff",
          "\udc00",
          "\udfff",
          "\ue000",
          "\uffff",
        ),
      )
      .map((units) => units.join("")),
  );

  test("sorts as UTF-16 code units do, and is as different", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const order = Buffer.compare(sortableText(a), sortableText(b));
        expect(order).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("number pool", () => {
  test("gives no number twice, and those given back first", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 })), fc.array(fc.boolean()), (used, steps) => {
        const out = new Set(used);
        const pool = new NumberPool(used.toSorted((a, b) => a - b));
        for (const takes of steps) {
          if (takes) {
            const number = pool.take();
            expect(out.has(number)).toBe(false);
            const highest = Math.max(0, ...out);
            expect(number).toBeLessThanOrEqual(Math.max(highest + 1, pool.bound - 1));
            if (out.size < highest) expect(number).toBeLessThanOrEqual(pool.bound - 1);
            out.add(number);
          } else {
            const [first] = out;
            if (first === undefined) continue;
            out.delete(first);
            pool.giveBack(first);
          }
          for (const number of out) expect(number).toBeLessThan(pool.bound);
        }
        // Dense: as many more as are free below the bound come before any above it.
        const bound = pool.bound;
        const free = bound - 1 - out.size;
        for (let n = 0; n < free; n++) expect(pool.take()).toBeLessThan(bound);
        expect(pool.take()).toBe(bound);
      }),
    );
  });
});

describe("top list", () => {
  test("keeps what sorting would, in order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })), {
          maxLength: 900,
          size: "max",
        }),
        fc.nat(20),
        (scores, limit) => {
          const list = new TopList(limit);
          scores.forEach((score, number) => {
            list.offer(number, score);
          });
          const sorted = scores
            .map((score, number) => ({ number, score }))
            .sort((a, b) => b.score - a.score || a.number - b.number);
          expect(list.best()).toEqual(sorted.slice(0, limit));
        },
      ),
      { numRuns: 200 },
    );
  });
});
