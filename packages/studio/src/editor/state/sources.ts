import type { Video } from "cutstream";
import { cs } from "../../server.ts";
import type { ThumbnailWidth } from "../../thumbnails.ts";
import type { Source } from "../core/arrangement.ts";
import { parseRate } from "../core/rate.ts";

/** Address of a frame's picture; null where the source has none yet. */
export function frameUrl({ pictures, frames }: Source, frame: number, width: ThumbnailWidth): string | null {
  const shown = Math.min(frames - 1, Math.max(0, frame));
  return pictures?.replace("{width}", String(width)).replace("{frame}", String(shown)) ?? null;
}

/** A video as something that clips are cut of. @returns undefined until it is ready. */
export function sourceOf(video: Video): Source | undefined {
  const { id, name, frameRate, frameCount, thumbnailTemplate } = video;
  const rate = parseRate(frameRate ?? "");
  if (!rate || !frameCount) return undefined;
  return { video: id, title: name, rate, frames: frameCount, pictures: thumbnailTemplate };
}

/** Fetches a video. @throws CutstreamError `video_not_found`; Error where it is not ready. */
export async function fetchSource(id: string): Promise<Source> {
  const video = await cs.videos.get(id);
  const source = sourceOf(video);
  if (source) return source;
  throw new Error(`${video.name} is not ready yet: its job must finish before it can be cut.`);
}
