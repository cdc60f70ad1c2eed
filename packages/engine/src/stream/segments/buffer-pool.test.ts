import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBufferPool } from "./buffer-pool.ts";

const MB = 1 << 20;

describe("a pool of buffers", () => {
  it("gives again what was given back, by the length that is asked for", () => {
    const pool = createBufferPool(8 * MB);
    const first = pool.take(700_000);
    expect(first).toHaveLength(700_000);
    pool.give(first.subarray(100, 200));
    const second = pool.take(900_000);
    expect(second).toHaveLength(900_000);
    expect(second.buffer).toBe(first.buffer);
    expect(pool.take(900_000).buffer).not.toBe(first.buffer);
  });

  it("never gives one memory to two at a time", () => {
    const step = fc.oneof(
      fc.record({ take: fc.integer({ min: 1, max: 10 * MB }) }),
      fc.record({ give: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pool = createBufferPool(6 * MB);
        const held: Uint8Array[] = [];
        for (const one of steps) {
          if ("take" in one) {
            const memory = pool.take(one.take);
            expect(memory).toHaveLength(one.take);
            expect(held.some(({ buffer }) => buffer === memory.buffer)).toBe(false);
            held.push(memory);
          } else {
            const [back] = held.splice(one.give, 1);
            if (back) pool.give(back);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it("keeps no more than it may, and nothing of what is larger than anything usual", () => {
    const pool = createBufferPool(2 * MB);
    const all = Array.from({ length: 5 }, () => pool.take(MB));
    for (const memory of all) pool.give(memory);
    const again = Array.from({ length: 5 }, () => pool.take(MB).buffer);
    expect(again.filter((buffer) => all.some((memory) => memory.buffer === buffer))).toHaveLength(2);
    const huge = pool.take(9 * MB);
    pool.give(huge);
    expect(pool.take(9 * MB).buffer).not.toBe(huge.buffer);
  });

  it("says so where memory is given back twice: two answers would be written into it", () => {
    const pool = createBufferPool(8 * MB);
    const memory = pool.take(MB);
    pool.give(memory);
    expect(() => pool.give(memory)).toThrow(RangeError);
  });
});
