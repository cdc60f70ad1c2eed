import type { IndexMoment } from "cutstream";

/** Loudness of a stretch of sound. */
export interface Level {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** 0: as good as silent, to 1: full scale. */
  readonly level: number;
}

/** LUFS that are drawn as nothing, and as all. */
const [QUIET, LOUD] = [-50, -5];

/** How loud a video is along its time, of what its `sound` index measured. By time; crowd peaks lie over the others. */
export function levelsOf(moments: readonly IndexMoment[]): readonly Level[] {
  return moments.flatMap(({ start, end, labels, metadata }) => {
    const lufs = metadata.loudness_lufs;
    if (labels.includes("crowd-peak") || typeof lufs !== "number") return [];
    return [{ start, end, level: Math.max(0, Math.min(1, (lufs - QUIET) / (LOUD - QUIET))) }];
  });
}

/**
 * The area under the levels as the path of an SVG whose width counts seconds, and whose height is 1.
 */
export function areaOf(levels: readonly Level[]): string {
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return levels
    .map(({ start, end, level }) => `M${round(start)} 1V${round(1 - level)}H${round(end)}V1Z`)
    .join("");
}
