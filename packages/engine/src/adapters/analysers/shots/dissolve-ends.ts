import type { FrameSeries } from "./frame-series.ts";
import { fitRamp, type Range } from "./ramp.ts";
import { placeOn, wayBetween } from "./way.ts";

/** Fewest frames on either side of a dissolve that tell where it begins and ends; half its length where that is more. */
const FEWEST_AROUND = 8;

/** Times that the ends are sought at most; three or four are enough as a rule. */
const ROUNDS = 8;

/**
 * Where a dissolve that was found in a window begins and ends: the share of the later picture in each frame is
 * nothing, grows evenly, and is the whole. The two pictures are the frames just outside, so it is done again with
 * those of the ends found, until they stay.
 * @param window first frame of the dissolve, about, and the first after it.
 * @param isFree whether all frames from one to another may be looked at: they are there, and no cut is among them.
 */
export function refineEnds(
  series: FrameSeries,
  window: Range,
  isFree: (from: number, to: number) => boolean,
): Range {
  let found: Range = { from: window.from, to: window.to };
  for (let round = 0; round < ROUNDS; round++) {
    const better = fitAround(series, found, isFree);
    if (!better || (better.from === found.from && better.to === found.to)) break;
    found = better;
  }
  return found;
}

function fitAround(
  series: FrameSeries,
  { from, to }: Range,
  isFree: (from: number, to: number) => boolean,
): Range | undefined {
  const [before, after] = [series.view(from - 1), series.view(to)];
  if (!before || !after || !isFree(from - 1, to)) return undefined;
  const around = Math.max(FEWEST_AROUND, (to - from) >> 1);
  let [first, last] = [from - 1, to];
  while (first > from - around && series.view(first - 1) && isFree(first - 1, to)) first--;
  while (last < to + around && series.view(last + 1) && isFree(from, last + 1)) last++;
  const way = wayBetween(before, after);
  const shares: number[] = [];
  for (let frame = first; frame <= last; frame++) {
    const view = series.view(frame);
    if (view) shares.push(placeOn(way, view).along);
  }
  const ramp = fitRamp(shares);
  return { from: first + ramp.from, to: first + ramp.to };
}
