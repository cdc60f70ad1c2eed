import { FLICKS_PER_SECOND } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import type { ShotSubjects } from "../../subjects/subject.ts";
import type { SurfaceClip } from "../surface.ts";
import { smartWindows } from "./smart-windows.ts";
import type { PathPoint } from "./taut-path.ts";

const FRAME = FLICKS_PER_SECOND / 25;
const still = { x: 438, y: 0, width: 404, height: 720, sourceWidth: 1280, sourceHeight: 720 };
const shots: ShotSubjects[] = [
  { from: 0, to: 100, subjects: [] },
  { from: 100, to: 200, subjects: [] },
  { from: 200, to: 300, subjects: [] },
];
const pan: PathPoint[] = [
  { frame: 100, place: 100 },
  { frame: 120, place: 100 },
  { frame: 180, place: 400 },
];
const pathOf = ({ from }: ShotSubjects) => (from === 100 ? pan : undefined);

const clip = (from: number, to: number): SurfaceClip => ({
  video: "v",
  start: 1000 * FRAME,
  duration: (to - from) * FRAME,
  ...{ from, to, width: 1280, height: 720, frameFlicks: FRAME },
  frameRate: { num: 25, den: 1 },
});
const keys = (of: SurfaceClip, seen = shots) =>
  smartWindows(of, still, seen, pathOf).map(({ at, x, move }) => [at / FRAME - 1000, x, move]);

describe("the windows of a clip", () => {
  it("are cut to with the first frame of each shot, and follow its path", () => {
    expect(keys(clip(50, 250))).toEqual([
      [0, 438, "cut"],
      [50, 100, "cut"],
      [70, 100, "linear"],
      [130, 400, "linear"],
      [150, 438, "cut"],
    ]);
  });

  it("are those of the whole shots, wherever the clip begins and ends", () => {
    expect(keys(clip(150, 165))).toEqual([
      [0, 250, "cut"],
      [15, 325, "linear"],
    ]);
    expect(keys(clip(110, 120))).toEqual([
      [0, 100, "cut"],
      [10, 100, "linear"],
    ]);
    expect(keys(clip(180, 190))).toEqual([[0, 400, "cut"]]);
  });

  it("stand still where no shots are known", () => {
    expect(keys(clip(50, 250), [])).toEqual([[0, 438, "cut"]]);
    expect(keys(clip(50, 150), shots.slice(1))).toEqual([
      [0, 438, "cut"],
      [50, 100, "cut"],
      [70, 100, "linear"],
      [100, 250, "linear"],
    ]);
  });

  it("are the whole picture where that has the shape", () => {
    const whole = { ...still, x: 0, width: 1280 };
    expect(smartWindows(clip(50, 250), whole, shots, pathOf).every(({ x, y }) => x === 0 && y === 0)).toBe(
      true,
    );
  });
});
