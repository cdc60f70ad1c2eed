import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Moment } from "../../../moments/moment.ts";
import type { Material } from "../../../seams/analyser.ts";
import { makeContext, makeMaterial } from "../../../testing/made-material.ts";
import { blend, type Pixels, plain, scene } from "./reel.fixtures.ts";
import { createShotsAnalyser } from "./shots-analyser.ts";

const SCENES = [1, 2, 3, 4].map((seed) => scene(seed)());

function materialOf(frames: readonly Pixels[]): Material {
  return {
    ...makeMaterial({ seconds: frames.length / 25 }),
    async *pictures() {
      for (const [frame, data] of frames.entries()) yield { frame, data };
    },
  };
}

async function batchesOf(frames: readonly Pixels[], context = makeContext()): Promise<(readonly Moment[])[]> {
  return Array.fromAsync(createShotsAnalyser().analyse(materialOf(frames), context));
}

describe("createShotsAnalyser", () => {
  it("says how each shot starts", async () => {
    const [a = plain(0), b = plain(0), c = plain(0)] = SCENES;
    const dissolve = Array.from({ length: 25 }, (_, n) => blend(b, c, (n + 1) / 26));
    const frames = [
      ...Array(50).fill(a),
      ...Array(50).fill(b),
      ...dissolve,
      ...Array(50).fill(c),
    ] as Pixels[];
    const second = 705_600_000;
    const context = makeContext();
    expect(await batchesOf(frames, context)).toMatchObject([
      [
        {
          start: 0,
          end: 2 * second,
          text: "",
          labels: ["shot"],
          metadata: { shot: 1, transition: "start" },
          detail: { startFrame: 0, endFrame: 50 },
        },
        { start: 2 * second, metadata: { shot: 2, transition: "cut" }, detail: { startFrame: 50 } },
        {
          end: 7 * second,
          metadata: {
            shot: 3,
            transition: "dissolve",
            transitionStart: expect.closeTo(4, 0),
            transitionEnd: expect.closeTo(5, 0),
          },
          detail: { endFrame: 175, transitionStartFrame: expect.closeTo(100, -1) },
        },
      ],
    ]);
    expect(context.shares.at(-1)).toBe(1);
  });

  it("gives shots as they are settled, the same as all at once", async () => {
    const frames = Array.from({ length: 80 }, (_, n) =>
      Array<Pixels>(50).fill(SCENES[n % 4] ?? plain(0)),
    ).flat();
    const batches = await batchesOf(frames);
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.flat().map(({ metadata, detail }) => [metadata.shot, detail])).toEqual(
      Array.from({ length: 80 }, (_, n) => [n + 1, { startFrame: 50 * n, endFrame: 50 * n + 50 }]),
    );
  });

  it("covers any video without a hole", async () => {
    const stretch = fc.record({
      length: fc.integer({ min: 1, max: 40 }),
      from: fc.nat(4),
      to: fc.nat(4),
    });
    const pictures = [...SCENES, plain(0)];
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { maxLength: 5 }), async (stretches) => {
        const frames = stretches.flatMap(({ length, from, to }) =>
          Array.from({ length }, (_, n) => blend(pictures[from]!, pictures[to]!, n / length)),
        );
        const shots = (await batchesOf(frames)).flat();
        const ends = shots.map(({ detail }) => (detail as { endFrame: number }).endFrame);
        const starts = shots.map(({ detail }) => (detail as { startFrame: number }).startFrame);
        expect([...starts, frames.length]).toEqual([0, ...ends]);
        expect(starts.every((start, n) => start < ends[n]!)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it("finds nothing where there are no frames", async () => {
    expect(await batchesOf([])).toEqual([]);
    expect(await createShotsAnalyser().identify()).toMatchObject({ model: "cutstream-shots" });
  });
});
