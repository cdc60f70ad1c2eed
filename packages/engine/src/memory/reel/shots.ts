import type { MemoryService, RetrievedMoment } from "../../api/memory.ts";
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
 * hides one of ours. Inwards only as far as was added around what was found. Nothing comes to overlap, and together they
 * last no longer than that.
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
  const { from, to, hits } = candidate;
  const before = hits.filter(({ moment }) => moment.startFrame === from).map(({ query }) => query.before);
  const after = hits.filter(({ moment }) => moment.endFrame === to).map(({ query }) => query.after);
  const reach = (seconds: number) => Math.round(seconds / candidate.frame);
  const moved = {
    ...candidate,
    from: nearest(edges, from, reach(REACH), reach(Math.min(REACH, ...before))),
    to: nearest(edges, to, reach(Math.min(REACH, ...after)), reach(REACH)),
  };
  return secondsOf(moved) >= Math.min(SHORTEST, secondsOf(candidate)) ? moved : candidate;
}

/** The edge nearest to a frame, not farther away than that on either side; the frame itself where there is none. */
function nearest(edges: readonly number[], frame: number, earlier: number, later: number): number {
  const [best] = edges
    .filter((edge) => edge >= frame - earlier && edge <= frame + later)
    .sort((a, b) => Math.abs(a - frame) - Math.abs(b - frame) || a - b);
  return best ?? frame;
}
