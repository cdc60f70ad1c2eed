import type { Collection, Video } from "cutstream";
import { cs } from "../server.ts";

/** Where one can look. */
export interface Scopes {
  readonly collections: readonly Collection[];
  readonly videos: readonly Video[];
}

/** Videos that one can choose among; of more, one gets to a video's search by its own page. */
const MOST = 500;

/** All collections, and the first videos. */
export async function loadScopes(signal: AbortSignal): Promise<Scopes> {
  const collections = await cs.collections.list({ signal });
  const videos: Video[] = [];
  for await (const video of cs.videos.list({ signal })) {
    if (videos.push(video) === MOST) break;
  }
  return { collections, videos };
}
