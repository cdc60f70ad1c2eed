import type { AudioTrack } from "@cutstream/media";
import { audioSizes, type SampleReader } from "../../library/sample-reader.ts";
import type { AudioPath } from "../address/media-path.ts";

/** AAC frames `[first, first + count)` of a rendition. */
export interface FrameRun {
  readonly first: number;
  readonly count: number;
}

/** The runs of frames that a path names: one, or as many as its music starts over; past a track's end is silence. */
export function frameRuns({ first, count, end }: AudioPath, { index }: AudioTrack): FrameRun[] {
  if (!end || first + count <= end.frame) return [{ first, count }];
  const runs: FrameRun[] = [];
  let left = count;
  for (let at = first; left > 0; ) {
    const run = Math.min(left, Math.max(0, end.frame - at));
    if (run > 0) runs.push({ first: at, count: run });
    left -= run;
    if (end.loop === null) {
      if (left > 0) runs.push({ first: index.sizes.length, count: left });
      return runs;
    }
    at = end.loop;
  }
  return runs;
}

/** Bytes of each AAC frame that a path names. */
export function soundSizes(track: AudioTrack, path: AudioPath): number[] {
  return frameRuns(path, track).flatMap(({ first, count }) => audioSizes(track, first, count));
}

/** Reads the AAC frames that a path names. */
export async function readSound(
  track: AudioTrack,
  path: AudioPath,
  samples: SampleReader,
): Promise<{ sizes: number[]; data: Uint8Array[] }> {
  const runs = await Promise.all(
    frameRuns(path, track).map(({ first, count }) => samples.audio(path.version, track, first, count)),
  );
  return { sizes: runs.flatMap(({ sizes }) => sizes), data: runs.flatMap(({ data }) => data) };
}
