import { describe, expect, it } from "vitest";
import type { Detection } from "./detections.ts";
import { lookCloser } from "./look-closer.ts";
import { lookRuns } from "./look-frames.ts";

const at = (x: number): Detection[] => [
  { group: "human", box: { x, y: 0.2, width: 0.1, height: 0.5 }, face: null, score: 0.8 },
];

describe("frames worth a look", () => {
  it("are four a second, the first and the last among them, in runs of a second that share their ends", () => {
    expect(lookRuns({ from: 100, to: 150 }, 25)).toEqual([
      [100, 106, 112, 118, 125],
      [125, 131, 137, 143, 149],
    ]);
  });

  it("are few where the shot is short", () => {
    expect(lookRuns({ from: 7, to: 8 }, 25)).toEqual([[7]]);
    expect(lookRuns({ from: 7, to: 9 }, 25)).toEqual([[7, 8]]);
    expect(lookRuns({ from: 0, to: 14 }, 25)).toEqual([[0, 7, 13]]);
  });
});

describe("looking closer", () => {
  const run = [0, 6, 12, 18, 25];
  const seen = async (place: (frame: number) => number, first?: Detection[]) => {
    const asked: number[] = [];
    const looks = await lookCloser(run, first, async (frame) => {
      asked.push(frame);
      return at(place(frame));
    });
    return { asked: asked.length, frames: looks.map(({ frame }) => frame) };
  };

  it("looks at both ends alone where nothing moves", async () => {
    expect(await seen(() => 0.3)).toEqual({ asked: 2, frames: [0, 25] });
  });

  it("looks at all where something moves throughout", async () => {
    expect(await seen((frame) => frame / 100)).toEqual({ asked: 5, frames: run });
  });

  it("looks where it moves", async () => {
    expect(await seen((frame) => (frame > 12 ? frame / 100 : 0.12))).toEqual({
      asked: 4,
      frames: [0, 12, 18, 25],
    });
  });

  it("does not look again at what it was given", async () => {
    expect(await seen(() => 0.3, at(0.3))).toEqual({ asked: 1, frames: [25] });
  });

  it("looks once at a run of one frame", async () => {
    const looks = await lookCloser([7], undefined, async () => at(0.3));
    expect(looks.map(({ frame }) => frame)).toEqual([7]);
  });
});
