import type { FrameRate } from "@cutstream/media";
import { PLACES, type ShotSubjects } from "../../subjects/subject.ts";
import { type Axis, type Extent, mustShow } from "./extents.ts";
import { smoothPath } from "./smooth-path.ts";
import { type Gate, type PathPoint, slowPath } from "./taut-path.ts";

/** A window that has room along one side of the picture only, as the largest of a shape has. In pixels. */
export interface Rail {
  readonly axis: Axis;
  /** The picture's side, and the window's. */
  readonly whole: number;
  readonly part: number;
}

/** Share of the window that is left free on either side of what it must show: within it nothing moves the window. */
const MARGIN = 0.04;
/** Share of the looks in which what must be shown may be beyond the margin for the window to stand still. */
const MISSED = 0.05;
/** Sides of its own that a window moves in a second at most, as a fraction. */
const FASTEST = { num: 1, den: 1 } as const;
/** Seconds that a window takes to start and to stop, as a fraction. */
const EASE = { num: 4, den: 5 } as const;

/**
 * Where the window stands in a shot, from its first frame on: in one place, where what it must show stays within it;
 * else on one smooth path, no faster and no more suddenly than eyes follow.
 * @returns undefined where nothing is known to follow.
 */
export function shotPath(
  { from, to, subjects }: ShotSubjects,
  rail: Rail,
  rate: FrameRate,
): PathPoint[] | undefined {
  if (subjects.length === 0) return undefined;
  const extents = mustShow(subjects, rail.axis, rail.part / rail.whole).filter(
    ({ frame }) => frame >= from && frame < to,
  );
  if (extents.length === 0) return undefined;
  const gates = extents.map((extent) => gateOf(extent, rail));
  const place = stillPlace(
    gates,
    extents.map((extent) => aimOf(extent, rail)),
  );
  if (place !== undefined) return [{ frame: from, place: even(place, rail) }];
  const fastest = { pixels: rail.part * FASTEST.num * rate.den, frames: FASTEST.den * rate.num };
  const path = slowPath(gates, fastest, rail.whole - rail.part);
  const [low, high] = [Math.min(...path.map(placeOf)), Math.max(...path.map(placeOf))];
  // Less than the margins on both sides: not worth a movement.
  if (high - low <= 2 * marginOf(rail)) return [{ frame: from, place: even((low + high) >> 1, rail) }];
  const reach = Math.round((rate.num * EASE.num) / (rate.den * EASE.den * 2));
  return smoothPath(path, { from, to }, reach);
}

const placeOf = ({ place }: PathPoint): number => place;
const marginOf = ({ part }: Rail): number => Math.floor(part * MARGIN);

/** The nearest even place, as a window that stands still has it. */
function even(place: number, { whole, part }: Rail): number {
  return 2 * Math.min(Math.round(place / 2), (whole - part) >> 1);
}

/** Where the window would have an extent in its middle. */
function aimOf({ low, high }: Extent, { whole, part }: Rail): number {
  return Math.max(0, Math.min(whole - part, Math.round(((low + high) * whole) / (2 * PLACES) - part / 2)));
}

/** Where a window may stand to show an extent with a margin; in the middle of it where there is no room for one. */
function gateOf({ frame, low, high }: Extent, rail: Rail): Gate {
  const { whole, part } = rail;
  const inside = (place: number) => Math.max(0, Math.min(whole - part, place));
  const least = Math.ceil((high * whole) / PLACES) + marginOf(rail) - part;
  const most = Math.floor((low * whole) / PLACES) - marginOf(rail);
  if (least <= most) return { frame, low: inside(least), high: inside(most) };
  const middle = inside((least + most) >> 1);
  return { frame, low: middle, high: middle };
}

/** A place that lies within nearly all gates, the nearest to where the window aims in most. */
function stillPlace(gates: readonly Gate[], aims: readonly number[]): number | undefined {
  const aim = aims.toSorted((a, b) => a - b)[aims.length >> 1] ?? 0;
  const opens = Map.groupBy(gates, ({ low }) => low);
  const shuts = Map.groupBy(gates, ({ high }) => high);
  const edges = [...new Set([...opens.keys(), ...shuts.keys()])].sort((a, b) => a - b);
  let best: { place: number; count: number } | undefined;
  let open = 0;
  const offer = (place: number, count: number) => {
    const nearer = !best || Math.abs(place - aim) < Math.abs(best.place - aim);
    if (!best || count > best.count || (count === best.count && nearer)) best = { place, count };
  };
  edges.forEach((edge, n) => {
    open += opens.get(edge)?.length ?? 0;
    offer(edge, open);
    open -= shuts.get(edge)?.length ?? 0;
    const next = edges[n + 1];
    if (next !== undefined && next - edge > 1) offer(Math.max(edge + 1, Math.min(next - 1, aim)), open);
  });
  return best && best.count >= gates.length * (1 - MISSED) ? best.place : undefined;
}
