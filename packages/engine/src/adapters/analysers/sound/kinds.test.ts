import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KindFinder, kindOf } from "./kinds.ts";
import { makeSound, type Part } from "./sound.fixtures.ts";
import { FRAMES_PER_SECOND, type SoundFrame, soundFrames } from "./sound-frames.ts";

async function* once(parts: readonly Part[]): AsyncGenerator<Float32Array> {
  yield* makeSound(parts);
}
const framesOf = (...parts: Part[]): Promise<SoundFrame[]> => Array.fromAsync(soundFrames(once(parts)));

function stretchesOf(frames: readonly SoundFrame[]) {
  const finder = new KindFinder();
  for (const frame of frames) finder.push(frame);
  return finder.end();
}

const PARTS: Readonly<Record<string, Part>> = {
  speech: { seconds: 2, kind: "voice", level: -20 },
  music: { seconds: 2, kind: "chord", level: -20 },
  noise: { seconds: 2, kind: "noise", level: -30 },
  silence: { seconds: 2, kind: "silence" },
};

describe("what is mostly heard", () => {
  it.each(Object.entries(PARTS))("is %s", async (kind, part) => {
    expect(kindOf(await framesOf(part))).toBe(kind);
  });

  it("is silence where noise is as quiet as a recorder's", async () => {
    expect(kindOf(await framesOf({ seconds: 2, kind: "noise", level: -65 }))).toBe("silence");
  });

  it("makes stretches whose ends are a second from where they are", async () => {
    const [voice, chord] = [PARTS.speech, PARTS.music].map((part) => ({ ...part, seconds: 8 }) as Part);
    const found = stretchesOf(await framesOf(voice as Part, chord as Part));
    expect(found.map(({ kind }) => kind)).toEqual(["speech", "music"]);
    expect(Math.abs((found[0]?.end ?? 0) - 8)).toBeLessThanOrEqual(1);
  });

  it("is told of a sound shorter than a window, and not of none", async () => {
    expect(stretchesOf(await framesOf({ seconds: 0.5, kind: "noise", level: -20 }))).toEqual([
      { kind: "noise", start: 0, end: 0.5 },
    ]);
    expect(stretchesOf([])).toEqual([]);
  });

  it("covers the whole, each kind next to another one, none shorter than two seconds", async () => {
    const prototypes: SoundFrame[][] = [];
    for (const part of Object.values(PARTS)) prototypes.push(await framesOf(part));
    const runs = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 400 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(runs, (parts) => {
        const frames = parts.flatMap(([kind, count]) =>
          Array.from({ length: count }, (_, n) => prototypes[kind]?.[n % 100] as SoundFrame),
        );
        const found = stretchesOf(frames);
        expect(found[0]?.start).toBe(0);
        expect(found.at(-1)?.end).toBe(frames.length / FRAMES_PER_SECOND);
        for (const [n, { kind, start, end }] of found.entries()) {
          const next = found[n + 1];
          if (next) expect([next.start, next.kind === kind]).toEqual([end, false]);
          if (found.length > 1) expect(end - start).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: 50 },
    );
  });
});
