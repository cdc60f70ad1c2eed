import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CrowdPeak, CrowdPeakFinder } from "./crowd-peaks.ts";
import { makeFrame } from "./sound.fixtures.ts";
import { FRAMES_PER_SECOND } from "./sound-frames.ts";

type Part = readonly [
  seconds: number,
  loudness: number,
  kind?: "crowd" | "speech" | "music",
  /** dB lost each second. */ fade?: number,
];

/** Bursts in parts of so many seconds at a loudness in LUFS, which wavers by a decibel. */
function find(...parts: readonly Part[]): CrowdPeak[] {
  const finder = new CrowdPeakFinder();
  const found: (CrowdPeak | undefined)[] = [];
  for (const [seconds, loudness, kind = "crowd", fade = 0] of parts) {
    for (let n = 0; n < Math.round(seconds * FRAMES_PER_SECOND); n++) {
      const level = loudness - (fade * n) / FRAMES_PER_SECOND + Math.sin(n);
      found.push(finder.push(makeFrame(kind, level)));
    }
  }
  found.push(finder.end());
  return found.filter((peak) => peak !== undefined);
}

describe("crowd peaks", () => {
  it("are bursts of noise over a bed, with their start, peak, end and strength", () => {
    const [peak, ...others] = find([12, -40], [4, -20], [10, -40]);
    expect(others).toEqual([]);
    expect(peak?.start).toBeCloseTo(12, 1);
    expect(Math.abs((peak?.end ?? 0) - 16)).toBeLessThanOrEqual(0.2);
    expect(peak?.peak).toBeGreaterThan(12);
    expect(peak?.peak).toBeLessThan(12.5);
    expect(peak?.strength).toBeCloseTo(20, 0);
  });

  it("are at their height where they first come near it, however long they stay there", () => {
    const [peak] = find([12, -40], [2, -26], [5, -15.5], [5, -15], [10, -40]);
    expect(peak?.peak).toBeGreaterThanOrEqual(14);
    expect(peak?.peak).toBeLessThan(14.5);
  });

  it("are found wherever they are, whatever the bed and the rise", () => {
    const [at, lasts] = [fc.integer({ min: 30, max: 300 }), fc.integer({ min: 12, max: 200 })];
    const [bed, rise] = [fc.integer({ min: -45, max: -30 }), fc.integer({ min: 11, max: 30 })];
    fc.assert(
      fc.property(at, lasts, bed, rise, (tenths, length, low, more) => {
        const found = find([tenths / 10, low], [length / 10, low + more], [12, low]);
        expect(found).toHaveLength(1);
        const [peak] = found;
        expect(Math.abs((peak?.start ?? 0) - tenths / 10)).toBeLessThanOrEqual(0.2);
        expect(Math.abs((peak?.end ?? 0) - (tenths + length) / 10)).toBeLessThanOrEqual(0.2);
        expect(Math.abs((peak?.strength ?? 0) - more)).toBeLessThanOrEqual(1.5);
      }),
      { numRuns: 40 },
    );
  });

  it("follow one another, an hour into a match too", () => {
    const cheer: readonly Part[] = [
      [40, -38],
      [5, -20],
    ];
    const found = find(...Array.from({ length: 80 }, () => cheer).flat(), [10, -38]);
    expect(found.map(({ start }) => Math.round(start))).toEqual(
      Array.from({ length: 80 }, (_, n) => 45 * n + 40),
    );
  });

  it("rise over what a louder scene has settled on", () => {
    const found = find([20, -45], [15, -33], [4, -18], [15, -33]);
    expect(found.map(({ start }) => Math.round(start))).toEqual([35]);
    expect(found[0]?.strength).toBeCloseTo(15, 0);
  });

  it.each<[string, Part[]]>([
    [
      "too short",
      [
        [12, -40],
        [0.4, -15],
        [12, -40],
      ],
    ],
    [
      "hardly louder",
      [
        [12, -40],
        [4, -34],
        [12, -40],
      ],
    ],
    [
      "speech",
      [
        [12, -40],
        [4, -20, "speech"],
        [12, -40],
      ],
    ],
    [
      "music",
      [
        [12, -40],
        [4, -20, "music"],
        [12, -40],
      ],
    ],
    [
      "longer than a crowd can cheer: another scene",
      [
        [12, -45],
        [60, -25],
        [12, -45],
      ],
    ],
    ["there from beginning to end", [[20, -20]]],
    [
      "cut in out of silence, and cut off",
      [
        [5, -100],
        [6, -20],
        [5, -100],
      ],
    ],
    ["speech that opens, and dies down", [[6, -20, "speech", 4]]],
    ["silent", [[60, -100]]],
  ])("are not what is %s", (_, parts) => {
    expect(find(...parts)).toEqual([]);
  });

  it("open a video, or come out of silence, where they die down", () => {
    const opening = find([6, -15, "crowd", 3], [10, -100]);
    expect(opening).toHaveLength(1);
    expect(opening[0]).toMatchObject({ start: 0 });
    const [later, ...others] = find([10, -100], [6, -15, "crowd", 3], [10, -100]);
    expect(others).toEqual([]);
    expect(later?.start).toBeCloseTo(10, 1);
    expect(later?.strength).toBeGreaterThan(30);
  });

  it("come after speech that nothing is under, though it opens the video", () => {
    const words: readonly Part[] = Array.from({ length: 10 }, () => [
      [0.6, -20, "speech"] as const,
      [0.4, -48] as const,
    ]).flat();
    const [cheer, ...others] = find(...words, [5, -14], [5, -100]);
    expect(others).toEqual([]);
    expect(cheer?.start).toBeGreaterThan(9.5);
    expect(cheer?.start).toBeLessThan(10.5);
  });
});
