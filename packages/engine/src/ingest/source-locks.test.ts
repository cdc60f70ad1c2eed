import { describe, expect, test } from "vitest";
import { createSourceLocks } from "./source-locks.ts";

/** Work whose end is somebody else's to say, and which notes when it runs. */
function makeWork(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const work = async () => {
    log.push(`${name} starts`);
    await promise;
    log.push(`${name} ends`);
    return name;
  };
  return { work, end: resolve, fail: reject };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("source locks", () => {
  test("one at a time for a source, in the order that they came; others at once", async () => {
    const locks = createSourceLocks();
    const log: string[] = [];
    const [a, b, c, other] = ["a", "b", "c", "other"].map((name) => makeWork(log, name));
    const held = [a!, b!, c!].map(({ work }) => locks.hold("same", work));
    const elsewhere = locks.hold("another", other!.work);
    await settle();
    expect(log).toEqual(["a starts", "other starts"]);
    for (const { end } of [c!, b!, a!, other!]) end();
    expect(await Promise.all([...held, elsewhere])).toEqual(["a", "b", "c", "other"]);
    expect(log.filter((line) => !line.startsWith("other"))).toEqual([
      "a starts",
      "a ends",
      "b starts",
      "b ends",
      "c starts",
      "c ends",
    ]);
  });

  test("work that fails lets the next one in", async () => {
    const locks = createSourceLocks();
    const failing = makeWork([], "a");
    const first = locks.hold("same", failing.work);
    const second = locks.hold("same", async () => "in");
    failing.fail(new Error("broken"));
    await expect(first).rejects.toThrow("broken");
    expect(await second).toBe("in");
  });

  test("one that gives up waiting is not run, and those behind it still wait for the first", async () => {
    const locks = createSourceLocks();
    const log: string[] = [];
    const [a, b, c] = ["a", "b", "c"].map((name) => makeWork(log, name));
    const first = locks.hold("same", a!.work);
    const aborting = new AbortController();
    const second = locks.hold("same", b!.work, aborting.signal);
    const third = locks.hold("same", c!.work);
    aborting.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    await settle();
    expect(log).toEqual(["a starts"]);
    a!.end();
    c!.end();
    await Promise.all([first, third]);
    expect(log).toEqual(["a starts", "a ends", "c starts", "c ends"]);
    await expect(locks.hold("same", async () => "later")).resolves.toBe("later");
  });

  test("one whose signal is aborted already does not run even where nobody waits before it but one", async () => {
    const locks = createSourceLocks();
    const a = makeWork([], "a");
    const first = locks.hold("same", a.work);
    await expect(locks.hold("same", async () => "b", AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
    a.end();
    await first;
  });
});
