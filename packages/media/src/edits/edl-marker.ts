/** A place that somebody marked. */
export interface EdlMarker {
  /** Number of the frame in the list's record time, counted from timecode 00:00:00:00. */
  readonly frame: number;
  /** Frames that it lasts, 1 at least. */
  readonly frames: number;
  readonly colour: string | null;
  readonly text: string;
}

/** An Avid locator: `LOC: 01:00:01:14 RED     ANIM FIX NEEDED`. */
const LOCATOR = /^LOC:\s*(\S+)(?:\s+(\S+))?(?:\s+(.*))?$/is;
/** A DaVinci Resolve marker: `|C:ResolveColorBlue |M:Goal |D:25`. */
const RESOLVE = /^\|C:(?:ResolveColor)?(\S*)\s*\|M:(.*?)\s*\|D:(\d{1,9})$/is;

/**
 * The marker that a line below an event is, if it is one.
 * @param recordIn where the event starts: a marker of Resolve is an event of its own.
 * @param read number of the frame that a timecode names; throws where there is none.
 */
export function markerOf(
  note: string,
  recordIn: number,
  read: (timecode: string) => number,
): EdlMarker | undefined {
  const [located, timecode = "", colour, comment] = LOCATOR.exec(note) ?? [];
  if (located !== undefined)
    return { frame: read(timecode), frames: 1, colour: lower(colour), text: comment?.trim() ?? "" };
  const [marked, name, text = "", frames] = RESOLVE.exec(note) ?? [];
  if (marked === undefined) return undefined;
  return { frame: recordIn, frames: Math.max(1, Number(frames)), colour: lower(name), text: text.trim() };
}

const lower = (colour: string | undefined): string | null => colour?.toLowerCase() || null;
