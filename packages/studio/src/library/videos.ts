import type { Collection, Video } from "cutstream";
import { cs } from "../server.ts";

/** What the library shows. */
export interface Library {
  readonly collections: readonly Collection[];
  /** Newest first. */
  readonly videos: readonly Video[];
}

/** Everything that is in the library, or in one collection of it. */
export async function loadLibrary(collection: string | undefined, signal: AbortSignal): Promise<Library> {
  const [collections, videos] = await Promise.all([
    cs.collections.list({ signal }),
    Array.fromAsync(cs.videos.list({ signal, ...(collection === undefined ? {} : { collection }) })),
  ]);
  return { collections, videos: videos.toReversed() };
}
