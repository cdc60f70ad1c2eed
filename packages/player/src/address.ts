/**
 * The address to play: absolute, http or https.
 * @param base what relative addresses are relative to.
 * @returns undefined where the text is no such address.
 */
export function streamUrl(text: string, base: string): string | undefined {
  const url = URL.parse(text, base);
  return url && (url.protocol === "http:" || url.protocol === "https:") ? url.href : undefined;
}

/**
 * The CSS `aspect-ratio` that an attribute `aspect` asks for: `16:9`, `16/9` or `1.78`.
 * @returns undefined where it is none: the box then keeps its own shape.
 */
export function aspectRatio(text: string | null): string | undefined {
  const [, width = "", height = "1"] =
    /^\s*(\d+(?:\.\d+)?)(?:\s*[:/]\s*(\d+(?:\.\d+)?))?\s*$/.exec(text ?? "") ?? [];
  return Number(width) > 0 && Number(height) > 0 ? `${Number(width)} / ${Number(height)}` : undefined;
}
