import { FLICKS_PER_SECOND } from "../time.ts";
import type { Cue } from "./cue.ts";

/** Rows that roll-up captions have at most (CEA-608). */
const ROWS = 4;

/** Cues this close follow one another without a pause. */
const SEAM = FLICKS_PER_SECOND / 10;

/**
 * Cues of roll-up captions, as automatic captions are: each shows the lines of the one before again above its own.
 * Returns every line once, from when it came. Captions that do not roll, where a line is said twice, stay as they are.
 */
export function withoutRepeatedLines(cues: readonly Cue[]): readonly Cue[] {
  const repeated = cues.map((cue, n) => repeatedLines(cues[n - 1], cue));
  const rolling = repeated.filter((lines) => lines > 0).length;
  if (rolling * 2 < cues.length) return cues;
  const once: Cue[] = [];
  cues.forEach((cue, n) => {
    const text = cue.text.split("\n").slice(repeated[n]).join("\n");
    const last = once.at(-1);
    if (text !== "") once.push({ ...cue, text });
    else if (last) once[once.length - 1] = { ...last, end: cue.end };
  });
  return once;
}

/** How many lines at the top of a cue are those at the foot of the one that it follows. */
function repeatedLines(before: Cue | undefined, cue: Cue): number {
  if (!before || cue.text === "" || Math.abs(cue.start - before.end) > SEAM) return 0;
  const above = before.text.split("\n");
  const lines = cue.text.split("\n");
  for (let count = Math.min(above.length, lines.length, ROWS); count > 0; count--)
    if (lines.slice(0, count).join("\n") === above.slice(-count).join("\n")) return count;
  return 0;
}
