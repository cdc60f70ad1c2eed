import { type Arrangement, type EditedClip, type Keyless, withKeys } from "./arrangement.ts";
import { splitOverlays, withoutClip } from "./overlays.ts";
import type { Place } from "./place.ts";

/** An operation that changes nothing gives the very arrangement it was given. */
type Edited = Arrangement;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/**
 * Adds clips.
 * @param at number of the clip that they come before; the end by default.
 * @throws RangeError for a clip that is empty or not inside of its source.
 */
export function addClips(
  arrangement: Arrangement,
  clips: readonly Keyless<EditedClip>[],
  at = arrangement.clips.length,
): Edited {
  for (const clip of clips) assertInside(clip);
  const { keyed, serial } = withKeys(arrangement, clips);
  return { ...arrangement, clips: arrangement.clips.toSpliced(at, 0, ...keyed), serial };
}

/** Takes a clip out, and overlays that are bound to it; what follows closes up. */
export function removeClip(arrangement: Arrangement, key: string): Edited {
  if (!arrangement.clips.some((clip) => clip.key === key)) return arrangement;
  return {
    ...arrangement,
    clips: arrangement.clips.filter((clip) => clip.key !== key),
    overlays: withoutClip(arrangement.overlays, key),
  };
}

/** Moves a clip. @param to its number afterwards; numbers outside mean the first and the last. */
export function moveClip(arrangement: Arrangement, key: string, to: number): Edited {
  const { clips } = arrangement;
  const from = clips.findIndex((clip) => clip.key === key);
  const clip = clips[from];
  const target = clamp(to, 0, clips.length - 1);
  if (!clip || from === target) return arrangement;
  return { ...arrangement, clips: clips.toSpliced(from, 1).toSpliced(target, 0, clip) };
}

/** Puts a clip's first frame elsewhere: what follows moves along. Stays in the source, and leaves one frame at least. */
export const setIn = (arrangement: Arrangement, key: string, frame: number): Edited =>
  change(arrangement, key, (clip) => ({ ...clip, from: clamp(frame, 0, clip.to - 1) }));

/** Puts a clip's end elsewhere: the first frame that is not shown. As {@link setIn}. */
export const setOut = (arrangement: Arrangement, key: string, frame: number): Edited =>
  change(arrangement, key, (clip) => ({ ...clip, to: clamp(frame, clip.from + 1, clip.source.frames) }));

/** Moves a clip's beginning by frames: later where positive. */
export const trimIn = (arrangement: Arrangement, key: string, frames: number): Edited =>
  setIn(arrangement, key, (find(arrangement, key)?.from ?? 0) + frames);

/** Moves a clip's end by frames. */
export const trimOut = (arrangement: Arrangement, key: string, frames: number): Edited =>
  setOut(arrangement, key, (find(arrangement, key)?.to ?? 0) + frames);

/** Shows other frames of the source in a clip of the same length. */
export const slip = (arrangement: Arrangement, key: string, frames: number): Edited =>
  change(arrangement, key, (clip) => {
    const by = clamp(frames, -clip.from, clip.source.frames - clip.to);
    return { ...clip, from: clip.from + by, to: clip.to + by };
  });

/**
 * Splits a clip before the frame at a place; nothing that is seen changes. Overlays that are bound to the clip go on
 * over the second half. At a clip's first frame there is nothing to split.
 */
export function split(arrangement: Arrangement, { clip: key, frame }: Place): Edited {
  const clip = find(arrangement, key);
  if (!clip || frame <= clip.from || frame >= clip.to) return arrangement;
  const { keyed, serial } = withKeys(arrangement, [{ source: clip.source, from: frame, to: clip.to }]);
  const at = arrangement.clips.indexOf(clip);
  const halves = [{ ...clip, to: frame }, ...keyed];
  return splitOverlays(
    { ...arrangement, clips: arrangement.clips.toSpliced(at, 1, ...halves), serial },
    { first: key, second: keyed[0]?.key ?? key, frame },
  );
}

/** Puts a clip's like behind it, without what is bound to it. */
export function duplicate(arrangement: Arrangement, key: string): Edited {
  const clip = find(arrangement, key);
  if (!clip) return arrangement;
  const { key: _, ...like } = clip;
  return addClips(arrangement, [like], arrangement.clips.indexOf(clip) + 1);
}

const find = ({ clips }: Arrangement, key: string): EditedClip | undefined =>
  clips.find((clip) => clip.key === key);

function change(arrangement: Arrangement, key: string, edit: (clip: EditedClip) => EditedClip): Edited {
  const clip = find(arrangement, key);
  if (!clip) return arrangement;
  const edited = edit(clip);
  if (edited.from === clip.from && edited.to === clip.to) return arrangement;
  return { ...arrangement, clips: arrangement.clips.map((one) => (one === clip ? edited : one)) };
}

function assertInside({ source, from, to }: Keyless<EditedClip>): void {
  const whole = Number.isSafeInteger(from) && Number.isSafeInteger(to);
  if (whole && from >= 0 && from < to && to <= source.frames) return;
  throw new RangeError(`Frames ${from} to ${to} are no clip of ${source.title}, which has ${source.frames}.`);
}
