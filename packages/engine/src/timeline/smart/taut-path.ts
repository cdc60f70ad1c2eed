/*
 * A path through gates: at some frames a window may stand between two places and nowhere else. Whole numbers throughout:
 * slopes are compared by their products, so that the same gates make the same path on any machine.
 */

/** Where a window may stand in a frame: from `low` to `high`, both included, in pixels. */
export interface Gate {
  readonly frame: number;
  readonly low: number;
  readonly high: number;
}

/** Where a window stands in a frame; between two of them it moves evenly. */
export interface PathPoint {
  readonly frame: number;
  readonly place: number;
}

/** A speed as pixels in so many frames. */
export interface Speed {
  readonly pixels: number;
  readonly frames: number;
}

/**
 * The path of a string that is pulled tight through gates: still where it can be, else as evenly as the gates allow;
 * no other path is shorter, nor has a lower top speed.
 * @param gates by ascending frame; at least one.
 */
export function tautPath(gates: readonly Gate[]): PathPoint[] {
  const first = gates[0];
  const last = gates.at(-1);
  if (!first || !last) throw new RangeError("A path needs a gate.");
  const start = { frame: first.frame, place: laziest(gates) };
  if (gates.length === 1) return [start];
  const place = laziest(gates.toReversed());
  return pull(start, [...gates.slice(1, -1), { frame: last.frame, low: place, high: place }]);
}

/** The place in the first gate from which the others are passed with the least to go at first. */
function laziest(gates: Iterable<Gate>): number {
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const gate of gates) {
    if (gate.low > high) return high;
    if (gate.high < low) return low;
    low = Math.max(low, gate.low);
    high = Math.min(high, gate.high);
  }
  return (low + high) >> 1;
}

/** From a point through gates, the last of which is a point. Each bend lies on the edge of a gate (a funnel). */
function pull(start: PathPoint, gates: readonly Gate[]): PathPoint[] {
  const path = [start];
  let from = 0;
  while (from < gates.length) {
    const apex = path.at(-1) ?? start;
    const { point, next } = straightest(apex, gates, from);
    path.push(point);
    from = next;
  }
  return path;
}

/** How far a straight line from an apex leads: to where it must bend, and the first gate behind that. */
function straightest(
  apex: PathPoint,
  gates: readonly Gate[],
  from: number,
): { readonly point: PathPoint; readonly next: number } {
  let ceiling: { readonly point: PathPoint; readonly next: number } | undefined;
  let floor: { readonly point: PathPoint; readonly next: number } | undefined;
  for (let n = from; n < gates.length; n++) {
    const gate = gates[n];
    if (!gate) break;
    const [low, high] = [
      { frame: gate.frame, place: gate.low },
      { frame: gate.frame, place: gate.high },
    ];
    if (ceiling && isSteeper(apex, low, ceiling.point)) return ceiling;
    if (floor && isSteeper(apex, floor.point, high)) return floor;
    if (!ceiling || !isSteeper(apex, high, ceiling.point)) ceiling = { point: high, next: n + 1 };
    if (!floor || !isSteeper(apex, floor.point, low)) floor = { point: low, next: n + 1 };
  }
  const end = gates.at(-1);
  return { point: { frame: end?.frame ?? 0, place: end?.low ?? 0 }, next: gates.length };
}

/** Whether the line from the apex to `a` rises more than the one to `b`. */
function isSteeper(apex: PathPoint, a: PathPoint, b: PathPoint): boolean {
  return (a.place - apex.place) * (b.frame - apex.frame) > (b.place - apex.place) * (a.frame - apex.frame);
}

/**
 * The taut path that is nowhere faster than a speed: where the gates would want that they are widened, all by as much,
 * and by no more than it takes. With `room` it is always found: a window that stands still passes.
 * @param room places go from 0 to it.
 */
export function slowPath(gates: readonly Gate[], fastest: Speed, room: number): PathPoint[] {
  const widened = (by: number) =>
    gates.map(({ frame, low, high }) => ({
      frame,
      low: Math.max(0, low - by),
      high: Math.min(room, high + by),
    }));
  let [least, most] = [0, room];
  while (least < most) {
    const by = (least + most) >> 1;
    if (isSlow(tautPath(widened(by)), fastest)) most = by;
    else least = by + 1;
  }
  return tautPath(widened(least));
}

function isSlow(path: readonly PathPoint[], { pixels, frames }: Speed): boolean {
  return path.every((point, n) => {
    const before = path[n - 1];
    if (!before) return true;
    return Math.abs(point.place - before.place) * frames <= pixels * (point.frame - before.frame);
  });
}
