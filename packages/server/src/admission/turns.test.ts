import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

/** What happens, in order: turns of the event loop, and pieces of work that begin. */
async function watch(pieces: number): Promise<string[]> {
  const turn = createTurns();
  const seen: string[] = [];
  const work = Promise.all(
    Array.from({ length: pieces }, async (_, n) => {
      await turn();
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

it("begins one piece a turn, in the order they came, so that others are answered in between", async () => {
  // The first begins in the turn in which all come.
  expect(await watch(4)).toEqual([
    ...["piece 0", "piece 1", "turn", "piece 2", "turn", "piece 3", "turn", "turn"],
  ]);
});

it("makes nobody wait who comes alone", async () => {
  const turn = createTurns();
  for (let n = 0; n < 3; n++) {
    let mine = false;
    const begun = turn().then(() => {
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
