import type { Video } from "cutstream";
import { cs } from "../../server.ts";

/** Videos that are listed at once. */
const MOST = 200;

/** Videos that are ready, newest first. Throws as the SDK does, and the signal's reason. */
export async function listVideos(signal: AbortSignal): Promise<readonly Video[]> {
  const videos: Video[] = [];
  for await (const video of cs.videos.list({ signal })) {
    if (video.status === "ready") videos.push(video);
  }
  return videos.reverse().slice(0, MOST);
}
