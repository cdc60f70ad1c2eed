import { type FrameView, VIEW } from "./frame-view.ts";

/** Blocks that are looked for in the other frame, and how far around: motion up to a sixteenth of the width a frame. */
const BLOCK = { width: 8, height: 7 } as const;
const REACH = { x: 6, y: 4 } as const;

/** Luma at or below which a row is the bar of a letterbox, and the share of rows that must be none. */
const BAR = 32;
const FEWEST_ROWS = 1 / 8;

/** Luma steps that count as noise however flat the picture is. */
const NOISE = 3;

/** Luma steps by which a block may differ in its own place for no better one to be looked for. */
const STILL = 1.5;

/** A plain difference below this needs no search for motion: it could only become smaller. */
const PLAINLY_ALIKE = 0.08;

/**
 * How much of `b` is not to be found in `a`: about 0 where it shows the same, however it moved a little, darkened or
 * brightened as a whole; half and more where it shows something else. Mean absolute difference of the best matching
 * blocks, after brightness and contrast of `a` were fitted to those of `b`, in units of the mean deviation in `b`.
 */
export function differenceOf(a: FrameView, b: FrameView): number {
  const rows = pictureRows(a, b);
  const [from, to] = [statistics(a, rows), statistics(b, rows)];
  const fitted = fit(a.luma, from, to);
  // Mean absolute deviation is 0.8 standard deviations of what is spread normally.
  const scale = rows.length * VIEW.width * (0.8 * to.deviation + NOISE);
  const plain = plainDifference(fitted, b.luma, rows) / scale;
  return plain < PLAINLY_ALIKE ? plain : Math.min(plain, movedDifference(fitted, b.luma, rows) / scale);
}

/**
 * How much of the plain difference of two frames remains where motion is allowed for: next to nothing where the camera
 * moved, most of it where one picture came to show through another. 1 where there is no difference.
 */
export function unmovedShare(a: FrameView, b: FrameView): number {
  const rows = pictureRows(a, b);
  const plain = plainDifference(a.luma, b.luma, rows);
  return plain === 0 ? 1 : Math.min(1, movedDifference(a.luma, b.luma, rows) / plain);
}

/** Rows that are no bars in both frames; all where hardly any would be left. */
function pictureRows(a: FrameView, b: FrameView): readonly number[] {
  const all = Array.from({ length: VIEW.height }, (_, row) => row);
  const bright = all.filter((row) => Math.max(a.rowMaxima[row] ?? 0, b.rowMaxima[row] ?? 0) > BAR);
  return bright.length < FEWEST_ROWS * VIEW.height ? all : bright;
}

interface Statistics {
  readonly mean: number;
  readonly deviation: number;
}

function statistics(view: FrameView, rows: readonly number[]): Statistics {
  let [sum, squares] = [0, 0];
  for (const row of rows) {
    sum += view.rowSums[row] ?? 0;
    squares += view.rowSquares[row] ?? 0;
  }
  const count = rows.length * VIEW.width;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean ** 2)) };
}

/** Luma with another mean and deviation, as a fade or a change of light would leave it. */
function fit(luma: Uint8Array, from: Statistics, to: Statistics): Uint8Array {
  const gain = from.deviation < 1 ? 1 : to.deviation / from.deviation;
  const table = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value++) table[value] = to.mean + (value - from.mean) * gain;
  const fitted = new Uint8Array(luma.length);
  for (let pixel = 0; pixel < luma.length; pixel++) fitted[pixel] = table[luma[pixel] ?? 0] ?? 0;
  return fitted;
}

function plainDifference(a: Uint8Array, b: Uint8Array, rows: readonly number[]): number {
  let sum = 0;
  for (const row of rows) {
    const start = row * VIEW.width;
    for (let at = start; at < start + VIEW.width; at++) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  }
  return sum;
}

/** Sum over the blocks of `b` that hold any of the rows, in proportion to the rows that they hold. */
function movedDifference(a: Uint8Array, b: Uint8Array, rows: readonly number[]): number {
  const wanted = Map.groupBy(rows, (row) => row - (row % BLOCK.height));
  let sum = 0;
  for (const [y, held] of wanted) {
    const share = held.length / BLOCK.height;
    for (let x = 0; x < VIEW.width; x += BLOCK.width) sum += share * bestMatch(a, b, x, y);
  }
  return sum;
}

/** Least difference of the block of `b` at `x`, `y` from blocks of `a` around there: every second place, then between. */
function bestMatch(a: Uint8Array, b: Uint8Array, x: number, y: number): number {
  let best = blockDifference(a, b, x, y, 0, Number.POSITIVE_INFINITY);
  if (best < STILL * BLOCK.width * BLOCK.height) return best;
  let [bestX, bestY] = [0, 0];
  const tryAt = (dx: number, dy: number): void => {
    if (x + dx < 0 || x + dx > VIEW.width - BLOCK.width) return;
    if (y + dy < 0 || y + dy > VIEW.height - BLOCK.height) return;
    const sum = blockDifference(a, b, x, y, dy * VIEW.width + dx, best);
    if (sum >= best) return;
    [best, bestX, bestY] = [sum, dx, dy];
  };
  for (let dy = -REACH.y; dy <= REACH.y; dy += 2)
    for (let dx = -REACH.x; dx <= REACH.x; dx += 2) tryAt(dx, dy);
  const [nearX, nearY] = [bestX, bestY];
  for (let dy = nearY - 1; dy <= nearY + 1; dy++)
    for (let dx = nearX - 1; dx <= nearX + 1; dx++) tryAt(dx, dy);
  return best;
}

/** Gives up once it is worse than `limit`. */
function blockDifference(
  a: Uint8Array,
  b: Uint8Array,
  x: number,
  y: number,
  shift: number,
  limit: number,
): number {
  let sum = 0;
  for (let row = 0; row < BLOCK.height && sum < limit; row++) {
    const start = (y + row) * VIEW.width + x;
    for (let at = start; at < start + BLOCK.width; at++) sum += Math.abs((a[at + shift] ?? 0) - (b[at] ?? 0));
  }
  return sum;
}
