import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sliceBody } from "./slice.ts";

describe("sliceBody", () => {
  it("cuts streams and pieces as it cuts arrays, however they are chunked", async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat(80), fc.nat(80), async (parts, a, b) => {
        const whole = Buffer.concat(parts);
        const start = Math.min(a, whole.length);
        const end = Math.min(start + b, whole.length);
        const cut = sliceBody(Readable.from(parts, { objectMode: false }), start, end);
        expect(await buffer(cut as Readable)).toEqual(whole.subarray(start, end));
        expect(Buffer.concat(sliceBody(parts, start, end) as Uint8Array[])).toEqual(
          whole.subarray(start, end),
        );
      }),
    );
  });

  it("stops reading at its end and lets go of the stream", async () => {
    let pulled = 0;
    const endless = new Readable({
      read() {
        pulled += 1;
        this.push(Buffer.alloc(1000));
      },
    });
    expect((await buffer(sliceBody(endless, 500, 1500) as Readable)).length).toBe(1000);
    expect(endless.destroyed).toBe(true);
    expect(pulled).toBeLessThan(1000);
  });
});
