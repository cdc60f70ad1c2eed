/** What a thumbnail shows: a frame of a version, as wide as this where the version is. */
export interface ThumbnailPath {
  readonly version: string;
  readonly width: ThumbnailWidth;
  readonly frame: number;
}

/** Widths in pixels that thumbnails come in: few, so that caches hold few of each frame. */
export const THUMBNAIL_WIDTHS = [160, 320, 640] as const;
export type ThumbnailWidth = (typeof THUMBNAIL_WIDTHS)[number];

const PATTERN = /^([0-9a-f]{24})\/([1-9]\d{2})\/(0|[1-9]\d{0,8})\.jpg$/;

/** Writes a path, as it stands after `/t/`. It carries all that the picture depends on, and can be cached for good. */
export function formatThumbnailPath({ version, width, frame }: ThumbnailPath): string {
  return `${version}/${width}/${frame}.jpg`;
}

/** Reads a path. @returns undefined for anything that {@link formatThumbnailPath} would not have written. */
export function parseThumbnailPath(text: string): ThumbnailPath | undefined {
  const [, version, given, frame] = PATTERN.exec(text) ?? [];
  const width = THUMBNAIL_WIDTHS.find((known) => known === Number(given));
  return version === undefined || width === undefined ? undefined : { version, width, frame: Number(frame) };
}

/** Address of all thumbnails of a version: with `{width}` and `{frame}` to be filled in. */
export function thumbnailTemplate(publicUrl: string, version: string): string {
  return `${publicUrl}/t/${version}/{width}/{frame}.jpg`;
}

/** Address of a thumbnail, 320 pixels wide unless told otherwise. Making it up costs nothing; it is made when asked for. */
export function thumbnailUrl(parts: {
  readonly publicUrl: string;
  readonly version: string;
  readonly frame: number;
  readonly width?: ThumbnailWidth;
}): string {
  const { publicUrl, version, frame, width = 320 } = parts;
  return `${publicUrl}/t/${formatThumbnailPath({ version, width, frame })}`;
}
