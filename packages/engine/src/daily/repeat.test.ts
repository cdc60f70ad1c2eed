import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { repeat } from "./repeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("does it again and again, whatever it throws, until it is stopped", async () => {
  const onTrouble = vi.fn();
  const task = vi.fn(async () => {
    if (task.mock.calls.length === 1) throw new Error("not now");
  });
  const repeated = repeat(task, { first: 10, every: 100, onTrouble });
  await vi.advanceTimersByTimeAsync(9);
  expect(task).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(task).toHaveBeenCalledTimes(1);
  expect(onTrouble).toHaveBeenCalledWith(new Error("not now"));
  await vi.advanceTimersByTimeAsync(200);
  expect(task).toHaveBeenCalledTimes(3);
  await repeated.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(task).toHaveBeenCalledTimes(3);
});

test("stops once what is under way has ended, and begins nothing else", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const task = vi.fn(() => promise);
  const repeated = repeat(task, { first: 0, every: 1, onTrouble: vi.fn() });
  await vi.advanceTimersByTimeAsync(50);
  const stopped = vi.fn();
  const stopping = repeated.stop().then(stopped);
  await vi.advanceTimersByTimeAsync(50);
  expect(stopped).not.toHaveBeenCalled();
  resolve();
  await stopping;
  await vi.advanceTimersByTimeAsync(50);
  expect(task).toHaveBeenCalledTimes(1);
});
