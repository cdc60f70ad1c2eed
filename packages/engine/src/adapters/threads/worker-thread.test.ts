import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WorkerThread } from "./worker-thread.ts";

const failure = { code: "analyser_failed", message: "The thread broke." } as const;

describe("a worker thread", () => {
  let thread: WorkerThread;
  beforeEach(() => {
    thread = new WorkerThread({ script: new URL("./made.worker.fixture.ts", import.meta.url), failure });
  });
  afterEach(() => thread.close());

  test("calls functions, gives them buffers, and gets theirs", async () => {
    const values = Float32Array.of(1, 2, 3);
    const doubled = await thread.call<Float32Array>("double", values, { transfer: [values.buffer] });
    expect([...doubled]).toEqual([2, 4, 6]);
    expect(values).toHaveLength(0);
  });

  test("makes one call at a time, the urgent ones first", async () => {
    const order: string[] = [];
    const call = async (name: string, priority: number) => {
      await thread.call("wait", 5, { priority });
      order.push(name);
    };
    await Promise.all([call("first", 0), call("later", 0), call("last", 0), call("urgent", 1)]);
    expect(order).toEqual(["first", "urgent", "later", "last"]);
  });

  test("tells errors as they were thrown, and others as a failure with their cause", async () => {
    await expect(thread.call("refuse", null)).rejects.toMatchObject({
      code: "model_unavailable",
      message: "The model is of paper.",
    });
    await expect(thread.call("fail", null)).rejects.toMatchObject({
      code: "analyser_failed",
      message: "The thread broke.",
      cause: { message: "This is no picture.", stack: expect.stringContaining("made.worker.fixture.ts") },
    });
    await expect(thread.call("nonsense", null)).rejects.toMatchObject({ code: "analyser_failed" });
    expect(await thread.call("count", null)).toBe(1);
  });

  test("starts anew after it ended, and fails what was under way", async () => {
    expect(await thread.call("count", null)).toBe(1);
    expect(await thread.call("count", null)).toBe(2);
    const [ended, next] = await Promise.allSettled([thread.call("end", null), thread.call("count", null)]);
    expect(ended).toMatchObject({ status: "rejected", reason: { code: "analyser_failed" } });
    expect(next).toMatchObject({ status: "fulfilled", value: 1 });
  });

  test("does not wait for what was cancelled, under way or not yet begun", async () => {
    const stop = new AbortController();
    const both = [1, 2].map(() => thread.call("wait", 5_000, { signal: stop.signal }));
    const started = performance.now();
    setTimeout(() => stop.abort(), 10);
    for (const one of await Promise.allSettled(both)) {
      expect(one).toMatchObject({ status: "rejected", reason: { code: "cancelled" } });
    }
    expect(performance.now() - started).toBeLessThan(4000);
    expect(await thread.call("count", null)).toBe(1);
  });

  test("says that its script is none", async () => {
    const other = new WorkerThread({ script: new URL("./nowhere.ts", import.meta.url), failure });
    await expect(other.call("count", null)).rejects.toMatchObject({
      code: "analyser_failed",
      cause: expect.any(Error),
    });
    await other.close();
  });

  test("once closed it makes no calls", async () => {
    const under = expect(thread.call("wait", 1000, {})).rejects.toMatchObject({ code: "cancelled" });
    await thread.close();
    await under;
    await expect(thread.call("count", null)).rejects.toMatchObject({ code: "cancelled" });
  });
});
