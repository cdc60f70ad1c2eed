import type { MemoryService, RetrievedMoment } from "../../memory-api.ts";
import { type Candidate, overlap, secondsOf } from "./candidates.ts";

/** Seconds that an edge is moved at most to meet a change of shot. */
const REACH = 1.5;
/** Seconds of a candidate that moved edges must leave. */
const SHORTEST = 1;

/** Frames at which one shot of a video ends and another begins, near the edges of a candidate. */
export async function shotEdges(
  { video, from, to, frame }: Candidate,
  retrieve: MemoryService["retrieve"],
): Promise<number[]> {
  const time = { from: Math.max(0, from * frame - REACH), to: to * frame + REACH };
  const { moments } = await retrieve({ videos: [video], indexes: ["shots"], time, limit: 200 });
  return moments.flatMap(({ startFrame, endFrame }: RetrievedMoment) => [startFrame, endFrame]);
}

/**
 * Moves the edges of what was chosen to the nearest changes of shot, where there is one near: a cut in the picture
 * hides one of ours. Nothing comes to overlap, and together they last no longer than that.
 * @param edges of each of `chosen`, in frames.
 */
export function snapToShots(
  chosen: readonly Candidate[],
  edges: readonly (readonly number[])[],
  duration: number,
): Candidate[] {
  const snapped = [...chosen];
  let left = duration - chosen.reduce((sum, candidate) => sum + secondsOf(candidate), 0);
  const moves = chosen.map((candidate, n) => {
    const moved = snap(candidate, edges[n] ?? []);
    return { n, moved, growth: secondsOf(moved) - secondsOf(candidate) };
  });
  // What becomes shorter makes room for what becomes longer.
  for (const { n, moved, growth } of moves.sort((a, b) => a.growth - b.growth)) {
    const meets = snapped.some((other, m) => m !== n && overlap(other, moved));
    if (meets || (growth > 0 && growth > left)) continue;
    snapped[n] = moved;
    left -= growth;
  }
  return snapped;
}

function snap(candidate: Candidate, edges: readonly number[]): Candidate {
  const reach = Math.round(REACH / candidate.frame);
  const near = (frame: number): number => {
    const [nearest] = edges
      .filter((edge) => Math.abs(edge - frame) <= reach)
      .sort((a, b) => Math.abs(a - frame) - Math.abs(b - frame) || a - b);
    return nearest ?? frame;
  };
  const moved = { ...candidate, from: near(candidate.from), to: near(candidate.to) };
  return secondsOf(moved) >= Math.min(SHORTEST, secondsOf(candidate)) ? moved : candidate;
}
