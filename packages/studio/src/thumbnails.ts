import type { Video } from "cutstream";

/** Widths in pixels that pictures of frames come in. */
export type ThumbnailWidth = 160 | 320 | 640;

/** Address of the picture of a frame; null while the video is not ready. Frames beyond its ends are those at its ends. */
export function frameUrl(video: Video, frame: number, width: ThumbnailWidth = 320): string | null {
  const { thumbnailTemplate, frameCount } = video;
  if (thumbnailTemplate === null || frameCount === null) return null;
  const shown = Math.max(0, Math.min(frameCount - 1, Math.round(frame)));
  return thumbnailTemplate.replace("{width}", String(width)).replace("{frame}", String(shown));
}

/** The same of the frame at a time in seconds. */
export function pictureAt(video: Video, seconds: number, width?: ThumbnailWidth): string | null {
  const { duration, frameCount } = video;
  if (!duration || frameCount === null) return null;
  return frameUrl(video, Math.floor((seconds / duration) * frameCount), width);
}

/** Share of a video at which the picture lies that stands for it: past what is black at the beginning of so many. */
const POSTER = 0.4;

/** The picture that stands for a video. */
export function posterOf(video: Video, width?: ThumbnailWidth): string | null {
  return frameUrl(video, Math.floor((video.frameCount ?? 0) * POSTER), width);
}

/** Width over height; 16 by 9 while it is not known. */
export function aspectOf({ width, height }: Pick<Video, "width" | "height">): number {
  return width && height ? width / height : 16 / 9;
}
