import { setImmediate } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { createTurns } from "./turns.ts";

/** What happens, in order: turns of the event loop, and pieces of work that begin. */
async function watch(pieces: number, most: number): Promise<string[]> {
  const turns = createTurns(most);
  const seen: string[] = [];
  const work = Promise.all(
    Array.from({ length: pieces }, async (_, n) => {
      await turns.take();
      seen.push(`piece ${n}`);
    }),
  );
  for (let n = 0; n < pieces; n++) {
    await setImmediate();
    seen.push("turn");
  }
  await work;
  return seen;
}

it("begins so many pieces a turn, in the order they came, so that others are answered in between", async () => {
  // The first begin in the turn in which all come.
  expect(await watch(4, 1)).toEqual([
    ...["piece 0", "piece 1", "turn", "piece 2", "turn", "piece 3", "turn", "turn"],
  ]);
  expect(await watch(5, 2)).toEqual([
    ...["piece 0", "piece 1", "piece 2", "piece 3", "turn", "piece 4", "turn", "turn", "turn", "turn"],
  ]);
});

it("makes nobody wait who comes alone", async () => {
  const turns = createTurns(1);
  for (let n = 0; n < 3; n++) {
    let mine = false;
    const begun = turns.take().then(() => {
      mine = true;
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(mine).toBe(true);
    await begun;
    await setImmediate();
    await setImmediate();
  }
});

it("tells how long the first in line has waited, and remembers it, each second half as much", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const turns = createTurns(1);
  await turns.take();
  expect(turns.waited()).toBe(0);
  const others = [turns.take(), turns.take()];
  vi.advanceTimersByTime(400);
  expect(turns.waited()).toBe(400);
  await others[0];
  // The next has waited as long, and is still there.
  vi.advanceTimersByTime(100);
  expect(turns.waited()).toBe(500);
  await others[1];
  for (const left of [250, 125]) {
    vi.advanceTimersByTime(1000);
    expect(turns.waited()).toBeCloseTo(left);
  }
  // What is shorter than what is left of it is not remembered.
  const [, short] = [turns.take(), turns.take()];
  vi.advanceTimersByTime(50);
  await short;
  expect(turns.waited()).toBeCloseTo(125 * 2 ** -0.05);
});
