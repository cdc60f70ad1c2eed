import { likeness } from "./associate.ts";
import type { Detection } from "./detections.ts";
import type { LookRun } from "./look-frames.ts";

/** How far the middle of something may move between two looks, in fractions of the picture, to be standing still. */
const STILL = 0.015;

/**
 * Looks at the ends of a run of frames, and at those between where they differ: halved, until what is seen stands still
 * or no frame is left.
 * @param first what is seen in the run's first frame; undefined where it was not looked at yet.
 * @returns what is seen in the frames that were looked at, in order, without the first where it was given.
 */
export async function lookCloser(
  run: LookRun,
  first: readonly Detection[] | undefined,
  look: (frame: number) => Promise<readonly Detection[]>,
): Promise<{ readonly frame: number; readonly detections: readonly Detection[] }[]> {
  const seen = new Map<number, readonly Detection[]>();
  const at = async (place: number): Promise<readonly Detection[]> => {
    const frame = run[place] ?? 0;
    const known = seen.get(frame) ?? (place === 0 ? first : undefined);
    if (known) return known;
    const detections = await look(frame);
    seen.set(frame, detections);
    return detections;
  };
  const halve = async (left: number, right: number): Promise<void> => {
    const [before, after] = [await at(left), await at(right)];
    if (right - left < 2 || standsStill(before, after)) return;
    const middle = (left + right) >> 1;
    await halve(left, middle);
    await halve(middle, right);
  };
  await halve(0, run.length - 1);
  return [...seen].map(([frame, detections]) => ({ frame, detections })).sort((a, b) => a.frame - b.frame);
}

/** Whether all that is seen in one picture is in another, about where it was. */
function standsStill(before: readonly Detection[], after: readonly Detection[]): boolean {
  return before.length === after.length && before.every((one) => after.some((other) => isSame(one, other)));
}

function isSame(a: Detection, b: Detection): boolean {
  if (likeness(a, b) === 0) return false;
  const [from, to] = a.face && b.face ? [a.face, b.face] : [a.box, b.box];
  const away = Math.hypot(
    from.x + from.width / 2 - to.x - to.width / 2,
    from.y + from.height / 2 - to.y - to.height / 2,
  );
  return away <= STILL;
}
