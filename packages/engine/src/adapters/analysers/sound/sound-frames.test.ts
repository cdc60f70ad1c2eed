import { describe, expect, it } from "vitest";
import { makeSound, type Part } from "./sound.fixtures.ts";
import { type SoundFrame, soundFrames } from "./sound-frames.ts";
import { quantile } from "./statistics.ts";

async function* once(parts: readonly Part[], blockLength?: number): AsyncGenerator<Float32Array> {
  yield* makeSound(parts, blockLength);
}
const framesOf = (part: Part, blockLength?: number): Promise<SoundFrame[]> =>
  Array.fromAsync(soundFrames(once([part], blockLength)));
/** Median of what frames measure, those of the first tenth of a second left out. */
const typical = (frames: readonly SoundFrame[], of: keyof SoundFrame) =>
  quantile(
    frames.slice(5).map((frame) => frame[of]),
    0.5,
  );

describe("frames of sound", () => {
  it("are 20 ms long, what is left over is left out, and blocks make no difference", async () => {
    const part: Part = { seconds: 1.015, kind: "noise", level: -20 };
    const frames = await framesOf(part);
    expect(frames).toHaveLength(50);
    expect(await framesOf(part, 2 * 333)).toEqual(frames);
  });

  it("have the power and the level of what is heard", async () => {
    const frames = await framesOf({ seconds: 1, kind: "sine", level: -20 });
    expect(10 * Math.log10(typical(frames, "power"))).toBeCloseTo(-23, 1);
    expect(10 * Math.log10(typical(frames, "weighted")) - 0.691).toBeCloseTo(-20, 1);
    expect(typical(frames, "level")).toBeCloseTo(-23, 1);
  });

  it("leave out of the level what is above 8 kHz", async () => {
    const frames = await framesOf({ seconds: 1, kind: "sine", level: -20, hertz: 14_000 });
    expect(typical(frames, "level")).toBeLessThan(-60);
  });

  it("of noise are flat and have no pitch", async () => {
    const frames = await framesOf({ seconds: 2, kind: "noise", level: -20 });
    expect(typical(frames, "flatness")).toBeCloseTo(0.6, 1);
    expect(typical(frames, "harmonicity")).toBeLessThan(0.5);
    expect(typical(frames, "rumble")).toBeLessThan(0.05);
  });

  it("of a voice have a pitch", async () => {
    const frames = await framesOf({ seconds: 2, kind: "voice", level: -20 });
    expect(typical(frames, "harmonicity")).toBeGreaterThan(0.85);
  });

  it("of a deep tone are rumble, and of held notes not flat", async () => {
    expect(typical(await framesOf({ seconds: 1, kind: "sine", hertz: 50 }), "rumble")).toBeGreaterThan(0.9);
    expect(typical(await framesOf({ seconds: 1, kind: "chord" }), "flatness")).toBeLessThan(0.5);
  });

  it("of silence are quiet and nothing else", async () => {
    const [frame] = await framesOf({ seconds: 0.02, kind: "silence" });
    expect(frame).toMatchObject({ power: 0, weighted: 0, level: -100 });
    for (const value of Object.values(frame ?? {})) expect(value).not.toBeNaN();
  });
});
