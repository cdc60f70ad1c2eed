import type { ShotSubjects } from "../../subjects/subject.ts";
import type { SurfaceClip, WindowKey } from "../surface.ts";
import { type Rail, shotPath } from "./shot-path.ts";
import type { PathPoint } from "./taut-path.ts";

/** A window of a source, in pixels of its largest rendition. */
export type Window = Omit<WindowKey, "at" | "move">;

/**
 * The window in a clip of a video whose subjects are known: for each shot a path of its own, cut to at the shot's first
 * frame. Paths are those of the whole shots, wherever the clip begins and ends, so that all who see a frame see it alike.
 * @param still where the window stands in shots without subjects; its size is that of all.
 * @param pathOf paths of shots, made once each.
 */
export function smartWindows(
  clip: SurfaceClip,
  still: Window,
  shots: readonly ShotSubjects[],
  pathOf: PathOf,
): WindowKey[] {
  const { start, from, to, frameFlicks } = clip;
  const rail = railOf(still);
  const at = (frame: number) => start + (frame - from) * frameFlicks;
  const keys: WindowKey[] = [];
  if ((shots[0]?.from ?? to) > from) keys.push({ at: start, ...still, move: "cut" });
  for (const shot of shots) {
    if (shot.to <= from || shot.from >= to) continue;
    const path = (rail && pathOf(shot, rail, clip)) ?? [
      { frame: shot.from, place: still[rail?.axis ?? "x"] },
    ];
    const [first, last] = [Math.max(shot.from, from), Math.min(shot.to, to)];
    const place = (place: number): Window => (rail ? { ...still, [rail.axis]: place } : still);
    keys.push({ at: at(first), ...place(placeAt(path, first)), move: "cut" });
    for (const [n, point] of path.entries()) {
      const before = path[n - 1];
      if (!before || point.frame <= first || before.frame >= last) continue;
      const frame = Math.min(point.frame, last);
      keys.push({ at: at(frame), ...place(placeAt(path, frame)), move: "linear" });
    }
  }
  return keys;
}

/** The path of a shot; undefined where there is nothing to follow. */
export type PathOf = (shot: ShotSubjects, rail: Rail, clip: SurfaceClip) => PathPoint[] | undefined;

/** Makes the path of each shot once. */
export function createPaths(): PathOf {
  const known = new Map<string, PathPoint[] | undefined>();
  return (shot, rail, { video, frameRate }) => {
    const key = `${video} ${shot.from} ${rail.axis} ${rail.part}/${rail.whole}`;
    if (!known.has(key)) known.set(key, shotPath(shot, rail, frameRate));
    return known.get(key);
  };
}

/** The side along which a window has room; none where it is the whole picture. */
function railOf({ width, height, sourceWidth, sourceHeight }: Window): Rail | undefined {
  if (sourceWidth - width > sourceHeight - height) return { axis: "x", whole: sourceWidth, part: width };
  return sourceHeight > height ? { axis: "y", whole: sourceHeight, part: height } : undefined;
}

/** Where the window stands in a frame of its path; between two points in proportion, to no whole pixel. */
function placeAt(path: readonly PathPoint[], frame: number): number {
  const n = path.findLastIndex((point) => point.frame <= frame);
  const [before, after] = [path[Math.max(0, n)], path[n + 1]];
  if (!before) throw new RangeError("A path needs a point.");
  if (!after || n < 0) return before.place;
  return (
    before.place + ((after.place - before.place) * (frame - before.frame)) / (after.frame - before.frame)
  );
}
