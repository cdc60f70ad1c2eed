import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partsOf } from "./parts.ts";

describe("partsOf", () => {
  it("makes parts of one size, but for the last, of any chunks", async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (all, size) => {
        const reused = new Uint8Array(20);
        const parts = await Array.fromAsync(
          partsOf(
            (async function* () {
              for (const chunk of all) {
                reused.set(chunk);
                yield Buffer.from(reused.buffer, 0, chunk.length);
                reused.fill(255);
              }
            })(),
            size,
          ),
        );
        expect(Buffer.concat(parts).equals(Buffer.concat(all))).toBe(true);
        for (const [index, { length }] of parts.entries())
          if (index < parts.length - 1) expect(length).toBe(size);
          else expect(length > 0 && length <= size).toBe(true);
      }),
    );
  });
});
