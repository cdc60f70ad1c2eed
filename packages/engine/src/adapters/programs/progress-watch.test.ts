import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchProgress } from "./progress-watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tells once of a program that does nothing, and not of one that is kept waiting", () => {
  const onStall = vi.fn();
  const watch = watchProgress(10, onStall);
  vi.advanceTimersByTime(8_500);
  watch.progressed();
  vi.advanceTimersByTime(8_500);
  const goOn = [watch.keptWaiting(), watch.keptWaiting()];
  vi.advanceTimersByTime(100_000);
  goOn[0]?.();
  goOn[0]?.();
  vi.advanceTimersByTime(100_000);
  goOn[1]?.();
  vi.advanceTimersByTime(8_500);
  expect(onStall).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20_000);
  expect(onStall).toHaveBeenCalledOnce();
});

it("is silent once it is stopped", () => {
  const onStall = vi.fn();
  watchProgress(10, onStall).stop();
  vi.advanceTimersByTime(100_000);
  expect(onStall).not.toHaveBeenCalled();
});
