import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SilenceFinder, type Stretch, withoutSilentEnds } from "./silences.ts";

/** Silences of stretches of frames of 20 ms, each at a power. */
function find(...parts: readonly (readonly [frames: number, power: number])[]): Stretch[] {
  const finder = new SilenceFinder();
  const found: (Stretch | undefined)[] = [];
  for (const [frames, power] of parts) for (let n = 0; n < frames; n++) found.push(finder.push({ power }));
  found.push(finder.end());
  return found.filter((silence) => silence !== undefined);
}

const [QUIET, LOUD] = [1e-6, 1.1e-6];

describe("silences", () => {
  it("are half a second and longer, at -60 dBFS and below", () => {
    expect(find([50, LOUD], [25, QUIET], [50, LOUD])).toEqual([{ start: 1, end: 1.5 }]);
    expect(find([50, LOUD], [24, QUIET], [50, LOUD])).toEqual([]);
    expect(find([100, LOUD])).toEqual([]);
  });

  it("lie at the beginning, at the end, or are all there is", () => {
    expect(find([50, 0], [1, LOUD], [49, 0])).toEqual([
      { start: 0, end: 1 },
      { start: 1.02, end: 2 },
    ]);
    expect(find([100, 0])).toEqual([{ start: 0, end: 2 }]);
    expect(find()).toEqual([]);
  });

  it("are told apart by any sound between them, and hold none", () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 80 }), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(runs, (parts) => {
        const silent = parts.flatMap(([frames, quiet]) => Array<boolean>(frames).fill(quiet));
        const found = find(...parts.map(([frames, quiet]) => [frames, quiet ? 0 : 1] as const));
        const inside = (n: number) =>
          found.some(({ start, end }) => n >= Math.round(start * 50) && n < Math.round(end * 50));
        for (const [n, quiet] of silent.entries()) if (inside(n)) expect(quiet).toBe(true);
        for (const { start, end } of found) {
          expect(end - start).toBeGreaterThanOrEqual(0.5 - 1e-9);
          expect([silent[Math.round(start * 50) - 1], silent[Math.round(end * 50)]]).not.toContain(true);
        }
      }),
    );
  });
});

describe("a stretch", () => {
  const silences = [
    { start: 0, end: 2 },
    { start: 9, end: 12 },
  ];

  it("loses ends that are silent", () => {
    expect(withoutSilentEnds({ kind: "speech", start: 1, end: 10 }, silences)).toEqual({
      ...{ kind: "speech", start: 2, end: 9 },
    });
  });

  it("keeps silence in its middle, and ends that are none", () => {
    expect(withoutSilentEnds({ start: 3, end: 14 }, silences)).toEqual({ start: 3, end: 14 });
  });
});
