import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { each } from "./each.ts";

describe("each", () => {
  it("does each once, as many at a time as may be", async () => {
    const done: number[] = [];
    let [now, most] = [0, 0];
    await each(Array.from({ length: 20 }).keys(), { atATime: 3 }, async (item) => {
      most = Math.max(most, ++now);
      await setImmediate();
      now--;
      done.push(item);
    });
    expect(done.sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
    expect(most).toBe(3);
  });

  it("begins no more where one fails, and tells those under way, whose end it waits for", async () => {
    const begun: number[] = [];
    let ended = false;
    const failed = each([0, 1, 2, 3], { atATime: 2 }, async (item, signal) => {
      begun.push(item);
      if (item === 1) throw new Error("broken");
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      ended = true;
    });
    await expect(failed).rejects.toThrow("broken");
    expect({ begun, ended }).toEqual({ begun: [0, 1], ended: true });
  });

  it("begins no more once it is told to stop, and closes what it reads from", async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    let closed = false;
    const items = async function* () {
      try {
        for (let item = 0; ; item++) yield item;
      } finally {
        closed = true;
      }
    };
    await each(items(), { atATime: 1, signal: stop.signal }, async (item) => {
      begun.push(item);
      if (item === 2) stop.abort();
    });
    expect({ begun, closed }).toEqual({ begun: [0, 1, 2], closed: true });
  });
});
