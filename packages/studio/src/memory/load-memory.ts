import type { Index, IndexMoment, Video } from "cutstream";
import { cs } from "../server.ts";
import { type Lane, lanesOf } from "./lanes.ts";
import { type Loudness, loudnessOf } from "./loudness.ts";

/** All that is remembered of a video. */
export interface Memory {
  readonly video: Video;
  readonly indexes: readonly Index[];
  readonly lanes: readonly Lane[];
  /** Undefined where it was not measured. */
  readonly loudness: Loudness | undefined;
  /** What is said, by time. */
  readonly sentences: readonly IndexMoment[];
}

/** Reads a video and all of its indexes. @throws CutstreamError `video_not_found` */
export async function loadMemory(id: string, signal: AbortSignal): Promise<Memory> {
  const [video, indexes] = await Promise.all([
    cs.videos.get(id, { signal }),
    cs.indexes.list(id, { signal }),
  ]);
  const filled = indexes.filter(({ moments }) => moments > 0);
  // An index that is made anew stands there twice; its moments are asked for by its name.
  const names = [...new Set(filled.map(({ name }) => name))];
  const found = await Promise.all(
    names.map(async (name) => ({ name, moments: await cs.indexes.moments(id, name, { signal }) })),
  );
  const momentsOf = (wanted: string) => found.find(({ name }) => name === wanted)?.moments ?? [];
  return {
    video,
    indexes,
    lanes: lanesOf(found),
    loudness: loudnessOf(momentsOf("sound")),
    sentences: momentsOf("speech"),
  };
}
