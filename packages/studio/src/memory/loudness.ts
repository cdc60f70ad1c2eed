import type { IndexMoment, Json } from "cutstream";

/** How loud it is along the time of a video. */
export interface Loudness {
  /** Seconds that each level lasts. */
  readonly seconds: number;
  /** 0: as good as silent, to 1: full scale. */
  readonly levels: readonly number[];
}

/** LUFS that are drawn as nothing, and as all. */
const [QUIET, LOUD] = [-40, -5];

/** The curve that a `sound` index keeps beside what it measured of the whole; undefined where it has none. */
export function loudnessOf(moments: readonly IndexMoment[]): Loudness | undefined {
  const whole = moments.find(({ labels }) => labels.includes("loudness"));
  const { seconds, lufs } = membersOf(membersOf(whole?.detail).curve);
  if (typeof seconds !== "number" || !Array.isArray(lufs)) return undefined;
  return { seconds, levels: lufs.map((level) => shareOf(Number(level))) };
}

/**
 * The area under a curve as the path of an SVG whose width counts seconds, and whose height is 1. It lies about the
 * middle, as editing tools draw sound.
 */
export function areaOf({ seconds, levels }: Loudness): string {
  const point = (n: number, side: 1 | -1) =>
    `${round((n + 0.5) * seconds)} ${round(0.5 - (side * (levels[n] ?? 0)) / 2)}`;
  const there = levels.map((_, n) => point(n, 1));
  const back = levels.map((_, n) => point(levels.length - 1 - n, -1));
  return levels.length === 0 ? "" : `M${[...there, ...back].join("L")}Z`;
}

function shareOf(lufs: number): number {
  return Math.max(0, Math.min(1, (lufs - QUIET) / (LOUD - QUIET)));
}

function membersOf(value: Json | undefined): Readonly<Record<string, Json | undefined>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
