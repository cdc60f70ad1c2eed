import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arrangement, EMPTY } from "./arrangement.ts";
import { operations } from "./arrangement-arbitraries.contract.ts";
import { begin, commit, type History, redo, settle, undo } from "./history.ts";

const times = <T>(n: number, value: T, does: (value: T) => T): T =>
  n === 0 ? value : times(n - 1, does(value), does);

describe("history", () => {
  it("leads back to the start and forth again, whatever was done", () => {
    fc.assert(
      fc.property(operations, fc.array(fc.constantFrom(null, "a", "b"), { minLength: 30 }), (all, names) => {
        const start: History<Arrangement> = begin(EMPTY);
        const done = all.reduce(
          (history, operate, n) => commit(history, operate(history.present), names[n]),
          start,
        );
        const back = times(done.past.length, done, undo);
        expect(back.present).toBe(EMPTY);
        expect(undo(back).present).toBe(EMPTY);
        const forth = times(back.future.length, back, redo);
        expect(forth.present).toBe(done.present);
        expect(redo(forth).present).toBe(done.present);
      }),
    );
  });

  it("takes what is named the same as one step, until it is settled", () => {
    let history = begin(0);
    for (const n of [1, 2, 3]) history = commit(history, n, "drag");
    history = commit(settle(history), 4, "drag");
    expect(history.past).toEqual([0, 3]);
    expect(undo(undo(history)).present).toBe(0);
  });

  it("forgets what was undone when something else is done, and steps that changed nothing", () => {
    const history = undo(commit(commit(begin(0), 1), 2));
    expect(commit(history, 1)).toBe(history);
    expect(commit(history, 5)).toMatchObject({ past: [0, 1], present: 5, future: [] });
  });
});
