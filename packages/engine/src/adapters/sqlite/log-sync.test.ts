import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLogSync } from "./log-sync.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Syncs that end when they are told to. */
function heldSyncs() {
  const begun: PromiseWithResolvers<void>[] = [];
  const sync = () => {
    const one = Promise.withResolvers<void>();
    begun.push(one);
    return one.promise;
  };
  return { begun, log: createLogSync(sync) };
}

const wait = () => vi.advanceTimersByTimeAsync(1000);

describe("a log", () => {
  test("is synced once for all that came before, and again for what came meanwhile", async () => {
    const { begun, log } = heldSyncs();
    log.soon();
    log.soon();
    expect(begun).toHaveLength(0);
    await wait();
    expect(begun).toHaveLength(1);
    log.soon();
    log.soon();
    await wait();
    expect(begun).toHaveLength(1);
    begun[0]?.resolve();
    await wait();
    expect(begun).toHaveLength(2);
    begun[1]?.resolve();
    await wait();
    expect(begun).toHaveLength(2);
  });

  test("is synced before it is closed, where there is something left", async () => {
    const { begun, log } = heldSyncs();
    await log.close();
    log.soon();
    let closed = false;
    const closing = log.close().then(() => {
      closed = true;
    });
    await wait();
    expect(begun).toHaveLength(1);
    expect(closed).toBe(false);
    begun[0]?.resolve();
    await closing;
    await wait();
    expect(begun).toHaveLength(1);
  });

  test("is synced before it is closed, also what came while it was being synced", async () => {
    const { begun, log } = heldSyncs();
    log.soon();
    await wait();
    log.soon();
    const closing = log.close();
    begun[0]?.resolve();
    await wait();
    expect(begun).toHaveLength(2);
    begun[1]?.resolve();
    await closing;
  });

  test("goes on where a sync fails", async () => {
    const { begun, log } = heldSyncs();
    log.soon();
    await wait();
    begun[0]?.reject(new Error("no disk"));
    log.soon();
    await wait();
    expect(begun).toHaveLength(2);
  });
});
