import type { MegaFinding } from "../../../api/mega-assets.ts";
import type { ListedClip, TimecodeList } from "../list/timecode-list.ts";

/** A place where a shot ends and another starts. Frames. */
export interface DetectedShot {
  /** First frame of the shot. */
  readonly at: number;
  /** Whether it starts in a cut, which is exact; not in a fade or a dissolve. */
  readonly isCut: boolean;
  /** Where a gradual transition starts and ends (exclusive). */
  readonly from?: number;
  readonly to?: number;
}

/** A finding before its pictures have addresses. */
export type BareFinding = Omit<MegaFinding, "pictures">;

/** Frames around an edge in which a cut is taken for the one that was meant, were it not for a mistake. */
const NEAR = 12;

/**
 * Compares where a list says that clips start and end with the cuts that were found in the picture.
 * @param frameCount of the video: its ends need no cut.
 * @returns in the order of the list: each edge that is beside a cut, with its offset, and each where there is no cut.
 */
export function compareCuts(
  { clips }: TimecodeList,
  shots: readonly DetectedShot[],
  frameCount: number,
): BareFinding[] {
  const cuts = shots
    .filter(({ isCut }) => isCut)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const exact = new Set([0, frameCount, ...shots.flatMap(({ at, from = at, to = at }) => [at, from, to])]);
  const gradual = shots.filter(({ isCut, from, to }) => !isCut && from !== undefined && to !== undefined);
  return clips.flatMap((clip) =>
    (["in", "out"] as const).flatMap((edge) => {
      const frame = edge === "in" ? clip.first : clip.end;
      if (exact.has(frame)) return [];
      if (gradual.some(({ from = 0, to = 0 }) => from < frame && frame < to)) return [];
      const cut = nearest(cuts, frame);
      const most = Math.min(NEAR, Math.floor((clip.end - clip.first) / 2));
      const near = cut !== undefined && Math.abs(cut - frame) <= most;
      return near ? offset(clip, edge, frame, cut) : noCut(clip, edge, frame);
    }),
  );
}

function offset(clip: ListedClip, edge: "in" | "out", frame: number, cut: number): BareFinding {
  const late = frame - cut;
  const frames = Math.abs(late) === 1 ? "frame" : "frames";
  const how = `${Math.abs(late)} ${frames} ${late > 0 ? "late" : "early"}`;
  return {
    ...{ kind: "offset", severity: "error", edge, offset: late, listed: frame, detected: cut },
    ...named(clip),
    message: `line ${clip.line}: ${edge} is ${how}`,
  };
}

function noCut(clip: ListedClip, edge: "in" | "out", frame: number): BareFinding {
  return {
    ...{ kind: "no_cut", severity: "warning", edge, listed: frame },
    ...named(clip),
    message: `line ${clip.line}: no cut was found near its ${edge}, frame ${frame}`,
  };
}

export const named = ({ line, title, clipType }: ListedClip) => ({ line, title, clipType });

/** Of two that are as near, the earlier. */
function nearest(sorted: readonly number[], frame: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < frame) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [sorted[low - 1], sorted[low]];
  if (before === undefined || after === undefined) return before ?? after;
  return frame - before <= after - frame ? before : after;
}

/**
 * By how many frames the whole list slipped, where most of its edges are off by the same; null otherwise.
 * @param edges of the list.
 */
export function slipOf(findings: readonly BareFinding[], edges: number): number | null {
  const counts = new Map<number, number>();
  for (const { offset: late } of findings)
    if (late !== undefined) counts.set(late, (counts.get(late) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most && most[1] > 2 && most[1] * 2 > edges ? most[0] : null;
}
