import { CutstreamError } from "../../errors.ts";
import { LONGEST_CLIP_TYPE } from "./list/timecode-list.ts";

/** Clip types of a mega asset, and frames of one. */
const MOST_TYPES = 100;
const LONGEST_CLIP = 100_000;

/** @throws CutstreamError `invalid_request` for too many, and for names and lengths that none can have. */
export function assertClipTypes(clipTypes: Readonly<Record<string, number>>): void {
  const entries = Object.entries(clipTypes);
  if (entries.length > MOST_TYPES)
    throw wrong(`has ${entries.length} clip types; ${MOST_TYPES} are the most`);
  for (const [name, frames] of entries) {
    const readable = name.isWellFormed() && !/[\p{Cc}|]/u.test(name) && name.trim() === name;
    if (!readable || name.length === 0 || name.length > LONGEST_CLIP_TYPE)
      throw wrong(`names ${JSON.stringify(name)}, which is no clip type: 1 to 64 characters, and no bar`);
    if (!Number.isInteger(frames) || frames < 1 || frames > LONGEST_CLIP)
      throw wrong(`gives ${JSON.stringify(name)} ${frames} frames; 1 to ${LONGEST_CLIP} it can have`);
  }
}

const wrong = (what: string): CutstreamError =>
  new CutstreamError("invalid_request", `clipTypes ${what}.`, { path: "clipTypes" });
