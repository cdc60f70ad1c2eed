import { type Area, PLACES, type Sighting, type Subject } from "../../subjects/subject.ts";

/** What of a picture must be seen in a frame, along one side of it: from `low` to `high`, in {@link PLACES}. */
export interface Extent {
  readonly frame: number;
  readonly low: number;
  readonly high: number;
}

/** Side of the picture along which a window moves. */
export type Axis = "x" | "y";

/** Share of the window that may be taken up by what it must show: some room is left around it. */
const FILLED = 0.9;
/** Share of the frames in which it may take up more, for a moment. */
const TOO_LARGE = 0.05;
/** Share of the main subject's weight from which on another one belongs to the group that is shown together. */
const COMPANION = 0.4;
const MOST_TOGETHER = 4;
/** Part of a face's side that is left free on either side of it, where face and that take no more than so much. */
const AROUND_FACE = 0.2;
const ROOMY = 0.75;

/**
 * What a window must show in a shot: the main subject and those about as weighty, where all of them fit into it; else
 * fewer, down to the main one alone. Of each its whole box, or its face (or what stands for it) where that is too large.
 * @param subjects the weightiest first; at least one.
 * @param part share of the picture's side that the window takes.
 */
export function mustShow(subjects: readonly Subject[], axis: Axis, part: number): Extent[] {
  const [main] = subjects;
  if (!main) throw new RangeError("There is nothing to show.");
  const together = subjects
    .filter((one) => isHuman(one) === isHuman(main) && one.weight >= COMPANION * main.weight)
    .slice(0, MOST_TOGETHER);
  for (let count = together.length; count > 0; count--) {
    const group = together.slice(0, count);
    for (const extentOf of [wholeOf, coreOf]) {
      const extents = hull(group.map((one) => steadied(extentOf(one, axis, part))));
      if (fits(extents, part)) return extents;
    }
  }
  return steadied(coreOf(main, axis, part));
}

const isHuman = ({ kind }: Subject): boolean => kind === "face" || kind === "person";

function along({ x, y, width, height }: Area, axis: Axis): { low: number; high: number } {
  return axis === "x" ? { low: x, high: x + width } : { low: y, high: y + height };
}

function wholeOf({ sightings }: Subject, axis: Axis): Extent[] {
  return sightings.map((seen) => {
    const box = along(seen, axis);
    const face = seen.face ? along(seen.face, axis) : box;
    return { frame: seen.frame, low: Math.min(box.low, face.low), high: Math.max(box.high, face.high) };
  });
}

/**
 * Faces and a little around them; where none is seen, boxes that fit into the window. What is larger is of no use of
 * whom faces are known; of others the third of it counts in which heads are, or its middle.
 */
function coreOf(subject: Subject, axis: Axis, part: number): Extent[] {
  const certain = subject.sightings.flatMap(
    (seen) => faceOf(seen, axis, part) ?? fittingOf(seen, axis, part) ?? [],
  );
  if (subject.kind === "face" && certain.length > 0) return certain;
  return subject.sightings.map((seen) => {
    const known = faceOf(seen, axis, part) ?? fittingOf(seen, axis, part);
    if (known) return known;
    const { low, high } = along(seen, axis);
    const third = Math.round((high - low) / 3);
    const first = isHuman(subject) && axis === "y" ? low : low + third;
    return { frame: seen.frame, low: first, high: first + third };
  });
}

function fittingOf(seen: Sighting, axis: Axis, part: number): Extent | undefined {
  const { low, high } = along(seen, axis);
  return high - low <= PLACES * part * FILLED ? { frame: seen.frame, low, high } : undefined;
}

/** A face and what is around it, where the window has room for that; the middle of one that is larger than the window. */
function faceOf({ frame, face }: Sighting, axis: Axis, part: number): Extent | undefined {
  if (!face) return undefined;
  const { low, high } = along(face, axis);
  const room = (PLACES * part * ROOMY - (high - low)) / 2;
  const around = Math.round(Math.max(0, Math.min(room, (high - low) * AROUND_FACE)));
  const beyond = Math.round(Math.max(0, (high - low - PLACES * part * FILLED) / 2));
  return {
    frame,
    low: Math.max(0, low - around) + beyond,
    high: Math.min(PLACES, high + around) - beyond,
  };
}

/**
 * Without what only a single look saw: of each three in a row the one between the others. The first and the last are
 * held against where the two beside them lead to.
 */
function steadied(extents: readonly Extent[]): Extent[] {
  if (extents.length < 3) return [...extents];
  return extents.map(({ frame, low, high }, n) => {
    const [before, after] = [beside(extents, n, -1), beside(extents, n, 1)];
    return { frame, low: median(before.low, low, after.low), high: median(before.high, high, after.high) };
  });
}

/** The extent on one side of another; at the end of all the one that would follow as the last two do each other. */
function beside(extents: readonly Extent[], n: number, way: 1 | -1): Omit<Extent, "frame"> {
  const there = extents[n + way];
  if (there) return there;
  const [near, far] = [extents[n - way], extents[n - 2 * way]];
  if (!near || !far) throw new RangeError("There are too few extents.");
  return { low: 2 * near.low - far.low, high: 2 * near.high - far.high };
}

const median = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

/** What holds all that is seen in each frame, by ascending frame. */
function hull(all: readonly (readonly Extent[])[]): Extent[] {
  const byFrame = new Map<number, Extent>();
  for (const { frame, low, high } of all.flat()) {
    const other = byFrame.get(frame);
    byFrame.set(frame, {
      frame,
      low: Math.min(low, other?.low ?? low),
      high: Math.max(high, other?.high ?? high),
    });
  }
  return [...byFrame.values()].sort((a, b) => a.frame - b.frame);
}

function fits(extents: readonly Extent[], part: number): boolean {
  const most = PLACES * part * FILLED;
  const large = extents.filter(({ low, high }) => high - low > most).length;
  return large <= extents.length * TOO_LARGE;
}
