import type { ClipIndex } from "../../api/clip-index.ts";
import { type LibraryVersion, mainTrack } from "../../library/library.ts";
import { createPreparedCuts, type PreparedCuts } from "../prepared-cuts.ts";

/**
 * Finds where clips of an index can be cut, and keeps it as long as the index and the version that its video plays.
 * @param versionOf the version that a video plays.
 */
export function createCutsOf(
  versionOf: (video: string) => Promise<LibraryVersion>,
): (index: ClipIndex) => Promise<PreparedCuts> {
  const known = new WeakMap<ClipIndex, { readonly version: string; readonly cuts: PreparedCuts }>();
  return async (index) => {
    const version = await versionOf(index.video);
    const there = known.get(index);
    if (there?.version === version.id) return there.cuts;
    const cuts = createPreparedCuts(mainTrack(version), index.clipTypes.values());
    known.set(index, { version: version.id, cuts });
    return cuts;
  };
}
