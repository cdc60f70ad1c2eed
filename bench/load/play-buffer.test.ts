import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlayBuffer } from "./play-buffer.ts";

describe("a play buffer", () => {
  it("starts with a second of all tracks, and plays to the end without a stall", () => {
    const buffer = new PlayBuffer(6, 2, 100);
    buffer.add(0, 2, 100.2);
    expect(buffer.playback(100.3).start).toBeUndefined();
    buffer.add(1, 2, 100.5);
    buffer.add(0, 4, 101);
    expect(buffer.ahead(0, 101.5)).toBeCloseTo(5);
    buffer.add(1, 4, 102);
    const { start, ...rest } = buffer.playback(200);
    expect(start).toBeCloseTo(0.5);
    expect(rest).toEqual({ stalls: 0, stalled: 0 });
  });

  it("stalls from when the shorter track ran dry until there is a second again", () => {
    const buffer = new PlayBuffer(10, 2, 0);
    buffer.add(0, 6, 0);
    buffer.add(1, 2, 0);
    buffer.add(1, 0.5, 3);
    buffer.add(1, 2, 5);
    const { stalls, stalled } = buffer.playback(6);
    expect([stalls, stalled]).toEqual([1, 3]);
  });

  it("stalls for as long as the last segment is late, whatever came when", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(gaps, (delays) => {
        const buffer = new PlayBuffer(2 * delays.length, 1, 0);
        let now = 0;
        for (const delay of delays) {
          now += delay;
          buffer.add(0, 2, now);
        }
        // Played out, it has taken its length, its start and its stalls.
        const { start = 0, stalled } = buffer.playback(now);
        const ahead = buffer.ahead(0, now);
        expect(start + stalled + 2 * delays.length - ahead).toBeCloseTo(now);
      }),
    );
  });
});
