import type { PathPoint } from "./taut-path.ts";

/** Parts that a pixel is counted in where bends are rounded. */
const FINE = 64;
/** How far a straight line may be from the rounded path that it stands for: half a pixel. */
const OFF = FINE / 2;

/**
 * A path with its bends rounded: each place is the mean of those of the frames around, so that a window starts and
 * stops over that many frames and not at once. Given as few straight lines, half a pixel from it at most.
 * @param path within the frames `[from, to)`; it stands still before its first point and after its last.
 * @param reach frames on either side of which the mean is taken.
 * @returns points from `from` on; one where it stands still all along.
 */
export function smoothPath(
  path: readonly PathPoint[],
  { from, to }: { readonly from: number; readonly to: number },
  reach: number,
): PathPoint[] {
  const [first] = path;
  if (!first) throw new RangeError("A path needs a point.");
  if (path.every(({ place }) => place === first.place)) return [{ frame: from, place: first.place }];
  const places = means(placesOf(path, from, to), reach);
  return straightened(places).map((n) => ({
    frame: from + n,
    place: Math.round((places[n] ?? 0) / FINE),
  }));
}

/** The place in each frame, in {@link FINE} parts of a pixel. */
function placesOf(path: readonly PathPoint[], from: number, to: number): number[] {
  const places: number[] = [];
  let n = 0;
  for (let frame = from; frame < to; frame++) {
    while ((path[n + 1]?.frame ?? Number.POSITIVE_INFINITY) <= frame) n++;
    const [before, after] = [path[n], path[n + 1]];
    if (!before) break;
    const moved = after && frame > before.frame;
    const along = moved
      ? Math.round(
          ((after.place - before.place) * (frame - before.frame) * FINE) / (after.frame - before.frame),
        )
      : 0;
    places.push(before.place * FINE + along);
  }
  return places;
}

/** The mean of each value and of `reach` values on either side; beyond the ends these go on as they are there. */
function means(values: readonly number[], reach: number): number[] {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  const last = values.length - 1;
  return values.map((_, n) => {
    const [low, high] = [n - reach, n + reach];
    const inside = (sums[Math.min(high, last) + 1] ?? 0) - (sums[Math.max(low, 0)] ?? 0);
    const before = Math.max(0, -low) * (values[0] ?? 0);
    const after = Math.max(0, high - last) * (values[last] ?? 0);
    return Math.round((before + inside + after) / (2 * reach + 1));
  });
}

/** Numbers of the values between which straight lines stand for all others (Douglas and Peucker). */
function straightened(values: readonly number[]): number[] {
  const kept = new Set([0, values.length - 1]);
  const open: [number, number][] = [[0, values.length - 1]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [a, b] = range;
    const far = farthest(values, a, b);
    if (far === undefined) continue;
    kept.add(far);
    open.push([a, far], [far, b]);
  }
  return [...kept].sort((a, b) => a - b);
}

/** The value farthest from the line between two, where that is too far. */
function farthest(values: readonly number[], a: number, b: number): number | undefined {
  const [start, end] = [values[a] ?? 0, values[b] ?? 0];
  let most = OFF * (b - a);
  let found: number | undefined;
  for (let n = a + 1; n < b; n++) {
    const off = Math.abs(((values[n] ?? 0) - start) * (b - a) - (end - start) * (n - a));
    if (off <= most) continue;
    most = off;
    found = n;
  }
  return found;
}
