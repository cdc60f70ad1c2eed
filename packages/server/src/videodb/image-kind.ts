/** What pictures begin with: PNG, JPEG, GIF, WebP; and SVG, which is text. */
const BEGINNINGS =
  /^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF[\s\S]{4}WEBP|(?:\xef\xbb\xbf)?\s*(?:<\?xml[\s\S]{0,200}?>\s*)?(?:<!--[\s\S]{0,200}?-->\s*)?<svg[\s>/])/;

/** Bytes that {@link isImage} looks at. */
export const IMAGE_HEAD = 600;

/** Whether a file is a picture, by its first bytes: the Python SDK sends neither a type nor an extension. */
export function isImage(head: Uint8Array): boolean {
  return BEGINNINGS.test(Buffer.from(head).toString("latin1"));
}

/** Whether an address ends as those of pictures do. */
export function isImageUrl(url: string): boolean {
  return /\.(?:png|jpe?g|webp|gif|svg)$/i.test(URL.parse(url)?.pathname ?? "");
}
