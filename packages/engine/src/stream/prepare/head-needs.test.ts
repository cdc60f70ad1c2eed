import { describe, expect, test } from "vitest";
import { makeVersion } from "../../testing/made-library.ts";
import { type Heads, headKey } from "../encoding/heads.ts";
import { planTimeline } from "../plan/plan.ts";
import { type BoundPlan, bindPlan } from "../project/tracks.ts";
import { headState, neededHeads } from "./head-needs.ts";

const version = makeVersion({ n: 1 });

/** A plan of clips of a second, each from another of these frames. */
function planFrom(frames: readonly number[]): BoundPlan {
  const clips = frames.map((from) => ({ video: "v0", start: { frame: from }, end: { frame: from + 25 } }));
  const plan = planTimeline({ clips }, new Map([["v0", version]]), { container: "fmp4" });
  return bindPlan(plan, new Map([[version.id, version]]));
}

/** Heads of which those exist whose keys are given, that takes a moment to tell. */
function slowHeads(existing: ReadonlyMap<string, number>) {
  const asked: string[] = [];
  const counts = { running: 0, most: 0 };
  const readySize: Heads["readySize"] = async (id) => {
    asked.push(headKey(id));
    counts.most = Math.max(counts.most, ++counts.running);
    await new Promise((resolve) => setImmediate(resolve));
    counts.running--;
    return existing.get(headKey(id));
  };
  return { heads: { readySize } as unknown as Heads, asked, counts };
}

describe("state of heads", () => {
  test("asks for each head once, however many clips need it, and not for all at a time", async () => {
    const frames = Array.from({ length: 120 }, (_, n) => 51 + (n % 40) * 10);
    const bound = planFrom(frames);
    const wanted = new Set(neededHeads(bound.variants[0] ?? []).map(({ id }) => headKey(id)));
    expect(wanted.size).toBeGreaterThan(40);
    const { heads, asked, counts } = slowHeads(new Map());
    const state = await headState(bound, heads);
    expect(asked.toSorted()).toEqual([...wanted].sort());
    expect(counts.most).toBe(32);
    expect(state).toMatchObject({ total: wanted.size, ready: 0 });
    expect(state.missing.size).toBeGreaterThan(0);
  });

  test("names the clips of which a head is missing, and the sizes of those that are there", async () => {
    const bound = planFrom([60, 160, 60, 260]);
    const keysOf = (clip: number) =>
      neededHeads(bound.variants[0] ?? [])
        .filter(({ span }) => span.firstClip === clip)
        .map(({ id }) => headKey(id));
    const existing = new Map([...keysOf(0), ...keysOf(3)].map((key, n) => [key, 1000 + n]));
    const state = await headState(bound, slowHeads(existing).heads);
    expect(keysOf(1).some((key) => existing.has(key))).toBe(false);
    expect([...state.missing]).toEqual([1]);
    expect(state.sizes).toEqual(existing);
    expect(state.ready).toBe(existing.size);
    expect(state.total).toBe(existing.size + keysOf(1).length);
  });
});
