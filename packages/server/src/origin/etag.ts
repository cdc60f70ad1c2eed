/** An entity tag in quotes (RFC 9110 §8.8.3), with a mark for the encoding that it is a tag of. */
export function entityTag(etag: string, encoding?: "gzip"): string {
  const opaque = etag.replace(/^(?:W\/)?"|"$/g, "");
  return encoding === undefined ? `"${opaque}"` : `"${opaque}-${encoding}"`;
}

/** Whether an `If-None-Match` (RFC 9110 §13.1.2, weak comparison) names this tag. */
export function noneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((part) => {
    const candidate = part.trim();
    return candidate === "*" || candidate.replace(/^W\//, "") === tag;
  });
}
