import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSigner } from "../stream/address/signature.ts";
import { openKeyRing } from "./key-ring.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("signs and verifies by the keys of the latest reading, and by those it has while there is none", async () => {
  const [one, two] = ["k1", "k2"].map((id) => ({ id, secret: `${id} secret of thirty-two characters` }));
  let read = async () => [one, two].slice(0, 1) as { id: string; secret: string }[];
  const onTrouble = vi.fn();
  const close = vi.fn(async () => undefined);
  const ring = await openKeyRing({ read: () => read(), close }, { every: 100, onTrouble });
  const signer = createSigner(ring.keys);
  const list = ring.keys();
  await vi.advanceTimersByTimeAsync(100);
  // Read anew, and nothing new in it: what was verified by these is not verified again.
  expect(ring.keys()).toBe(list);
  const old = signer.sign("ann", "str_1");
  expect(old).toMatch(/^k1\./);
  read = async () => [two, one] as { id: string; secret: string }[];
  await vi.advanceTimersByTimeAsync(100);
  expect(signer.sign("ann", "str_1")).toMatch(/^k2\./);
  expect(signer.verify("ann", "str_1", old)).toBe(true);
  read = () => Promise.reject(new Error("The database is away."));
  await vi.advanceTimersByTimeAsync(100);
  expect(onTrouble).toHaveBeenCalledTimes(1);
  expect(signer.verify("ann", "str_1", old)).toBe(true);
  read = async () => [two] as { id: string; secret: string }[];
  await vi.advanceTimersByTimeAsync(100);
  expect(signer.verify("ann", "str_1", old)).toBe(false);
  await ring.close();
  expect(close).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
