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
 * The taut path that is nowhere faster than a speed. Where two gates are too far apart for it, each is widened towards
 * the other by half of what is missing; all others stay as they are.
 * @param room places go from 0 to it.
 */
export function slowPath(gates: readonly Gate[], fastest: Speed, room: number): PathPoint[] {
  const wider = gates.map(() => ({ below: 0, above: 0 }));
  for (const [n, a] of gates.entries()) {
    for (let m = n + 1; m < gates.length; m++) {
      const b = gates[m];
      if (!b) break;
      const reach = Math.floor((fastest.pixels * (b.frame - a.frame)) / fastest.frames);
      if (reach >= room) break;
      const up = Math.ceil(Math.max(0, b.low - a.high - reach) / 2);
      const down = Math.ceil(Math.max(0, a.low - b.high - reach) / 2);
      widen(wider[n], down, up);
      widen(wider[m], up, down);
    }
  }
  return tautPath(
    gates.map(({ frame, low, high }, n) => ({
      frame,
      low: low - (wider[n]?.below ?? 0),
      high: high + (wider[n]?.above ?? 0),
    })),
  );
}

function widen(by: { below: number; above: number } | undefined, below: number, above: number): void {
  if (!by) return;
  by.below = Math.max(by.below, below);
  by.above = Math.max(by.above, above);
}
