import assert from "node:assert/strict";
import type { TimecodeListFormat } from "../../packages/engine/src/api/mega-assets.ts";
import { CutstreamError } from "../../packages/engine/src/errors.ts";
import { readTimecodeList, writeTimecodeList } from "../../packages/engine/src/reels/mega/list/read-list.ts";
import type { TimecodeList } from "../../packages/engine/src/reels/mega/list/timecode-list.ts";

const RATE = { num: 25, den: 1 };

/** A list as the engine writes it. */
export function listSeed(format: TimecodeListFormat): Uint8Array {
  const clips = [
    { title: "Goal & the first", clipType: "goal", first: 0, end: 50, line: 1 },
    { title: "b", clipType: "save", first: 75, end: 125, line: 2 },
  ];
  return new TextEncoder().encode(writeTimecodeList({ frameRate: RATE, clips }, format));
}

/** Where the input is a list of timecodes of 25 frames a second: when it was written it is read as the same. */
export function checkList(input: Uint8Array, format: TimecodeListFormat): void {
  const list = readList(input, format);
  if (!list) return;
  const written = new TextEncoder().encode(writeTimecodeList(list, format));
  const plain = ({ clips }: TimecodeList) => clips.map(({ line: _, ...clip }) => clip);
  assert.deepEqual(plain(readTimecodeList(written, format, { frameRate: RATE })), plain(list));
}

function readList(input: Uint8Array, format: TimecodeListFormat): TimecodeList | undefined {
  try {
    return readTimecodeList(input, format, { frameRate: RATE });
  } catch (error) {
    if (error instanceof CutstreamError && error.code === "invalid_timecode_list") return undefined;
    throw error;
  }
}
