/** An entity tag, in its quotes (RFC 9110 §8.8.3), as one of what is encoded so. */
export const encodedTag = (etag: string, encoding: "gzip"): string => `${etag.slice(0, -1)}-${encoding}"`;

/** Whether an `If-None-Match` (RFC 9110 §13.1.2, weak comparison) names this tag. */
export function noneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((part) => {
    const candidate = part.trim();
    return candidate === "*" || candidate.replace(/^W\//, "") === tag;
  });
}
