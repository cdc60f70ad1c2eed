const TRAVERSAL = /(?:^|[/\\])\.{1,2}(?=$|[/\\])/;

/**
 * Whether a request target must be refused before it is routed: its path climbs (`..`, also percent-encoded), holds a
 * backslash or NUL, or cannot be decoded. Nothing of ours has such a path.
 */
export function isHostilePath(target: string): boolean {
  const end = target.indexOf("?");
  const path = end < 0 ? target : target.slice(0, end);
  // Almost every request ends here: nothing encoded and no dot after a slash.
  if (!path.includes("%") && !path.includes("/.") && !path.includes("\\")) return false;
  const decoded = decode(path);
  return decoded === undefined || TRAVERSAL.test(decoded) || decoded.includes("\\") || decoded.includes("\0");
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** A request target as logs may show it: without its query, and without the signature of a playlist. */
export function redactTarget(target: string): string {
  const path = target.split("?", 1)[0] ?? "";
  return path
    .replace(/^((?:\/~[^/]*)?\/u\/[^/]*\/[^/]*)\/[^/]*/, "$1/…")
    .replace(/^((?:\/~[^/]*)?\/e\/[^/]*)\/[^/]*/, "$1/…");
}
