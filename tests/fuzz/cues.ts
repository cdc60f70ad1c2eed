import assert from "node:assert/strict";
import type { Cue } from "@cutstream/media";

/** Holds of all cues that were read. */
export function checkCues(cues: readonly Cue[]): void {
  for (const { start, end, text } of cues) {
    assert(Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end > start, "no time");
    assert(text.isWellFormed(), "half a character");
  }
}

/**
 * Cues were written and read: each is there, at its time to the millisecond, and writing them again gives the same.
 * @param isPlain whether a text holds nothing that the format takes for something else.
 */
export function checkWrittenCues(
  cues: readonly Cue[],
  write: (cues: readonly Cue[]) => string,
  read: (text: string) => Cue[],
  isPlain: (text: string) => boolean = () => true,
): void {
  const written = write(cues);
  const again = read(written);
  checkCues(again);
  const times = (all: readonly Cue[]) => all.map(({ start, end }) => [start, end]);
  assert.deepEqual(times(again), times(cues));
  if (cues.every(({ text }) => isPlain(text))) assert.equal(write(again), written);
}
