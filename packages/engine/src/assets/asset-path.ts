import type { ImageFormat } from "../api/surface.ts";

/** What the address of an asset names: its content. */
export interface AssetPath {
  readonly hash: string;
  readonly format: ImageFormat;
}

const PATTERN = /^([0-9a-f]{64})\.(png|jpeg|webp)$/;

/** Content types of assets. */
export const ASSET_TYPES: Readonly<Record<ImageFormat, string>> = {
  png: "image/png",
  jpeg: "image/jpeg",
  webp: "image/webp",
};

/** Writes a path, as it stands after `/a/`. It carries all that the image depends on, and can be cached for good. */
export function formatAssetPath({ hash, format }: AssetPath): string {
  return `${hash}.${format}`;
}

/** Reads a path. @returns undefined for anything that {@link formatAssetPath} would not have written. */
export function parseAssetPath(text: string): AssetPath | undefined {
  const [, hash, format] = PATTERN.exec(text) ?? [];
  return hash === undefined ? undefined : { hash, format: format as ImageFormat };
}
