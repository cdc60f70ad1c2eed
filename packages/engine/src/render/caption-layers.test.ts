import { FLICKS_PER_SECOND } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { captionLayers } from "./caption-layers.ts";
import { placeCaption } from "./caption-place.ts";
import type { CaptionKey, CaptionTrack } from "./captions.ts";

const FRAME = FLICKS_PER_SECOND / 25;
const HD = { width: 1280, height: 720 };
const run = (first: number, count: number) => ({ start: first * FRAME, frameFlicks: FRAME, count });
const track = (...keys: CaptionKey[]): CaptionTrack => ({ place: placeCaption("caption", undefined), keys });
const says = (frame: number, text: string): CaptionKey => ({ at: frame * FRAME, text });

describe("captions as layers", () => {
  it("are none where nothing is read", () => {
    const said = track(says(50, "here"), says(60, ""));
    expect(captionLayers([said], HD, run(0, 50))).toEqual([]);
    expect(captionLayers([said], HD, run(60, 50))).toEqual([]);
    expect(captionLayers([said], HD, run(59, 1))).toHaveLength(1);
    expect(captionLayers([track()], HD, run(0, 50))).toEqual([]);
  });

  it("come and go with the very frame", () => {
    const [layer] = captionLayers([track(says(10, "one"), says(20, "two"), says(30, ""))], HD, run(0, 50));
    expect(layer?.states).toEqual([
      { frame: 0, alpha: 0 },
      { frame: 10, alpha: 255, text: "one" },
      { frame: 20, alpha: 255, text: "two" },
      { frame: 30, alpha: 0 },
    ]);
  });

  it("are the same for every segment within a cue", () => {
    const long = track(says(10, "long"), says(500, ""));
    const at = (first: number, count: number) => captionLayers([long], HD, run(first, count));
    expect(at(100, 50)).toEqual(at(300, 20));
  });

  it("are no larger than a narrow picture takes", () => {
    const style = (width: number, height: number) => {
      const [layer] = captionLayers([track(says(0, "a"))], { width, height }, run(0, 5));
      return layer?.kind === "text" ? layer.style.size * height : 0;
    };
    expect(style(1280, 720)).toBeCloseTo(39.6, 0);
    expect(style(720, 1280)).toBeCloseTo(36, 0);
  });

  it("say in each frame what the last key before it says", () => {
    const frames = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(frames, fc.nat(200), fc.integer({ min: 1, max: 60 }), (times, first, count) => {
        const keys = times.sort((a, b) => a - b).map((frame, n) => says(frame, n % 3 === 0 ? "" : `t${n}`));
        const [layer] = captionLayers([track(...keys)], HD, run(first, count));
        for (let frame = 0; frame < count; frame++) {
          const due = keys.findLast(({ at }) => at <= (first + frame) * FRAME)?.text ?? "";
          const state = layer?.states.findLast((state) => state.frame <= frame);
          expect(state?.text ?? "").toBe(due);
        }
      }),
    );
  });
});
