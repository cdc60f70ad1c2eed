const LONGEST = 200;

/**
 * Name of a downloaded file: what `Content-Disposition` says (RFC 6266 §4.3, `filename*` first), else the last part
 * of the URL's path. Folders, control characters and excess length are cut off: it is for show, no path is made of it.
 */
export function downloadName(url: URL, disposition: string | undefined): string {
  const said = disposition === undefined ? undefined : (extendedName(disposition) ?? plainName(disposition));
  return tidy(said ?? "") || tidy(decode(url.pathname)) || "source";
}

/** `filename*=UTF-8''na%C3%AFve.mp4` (RFC 8187 §3.2). */
function extendedName(disposition: string): string | undefined {
  const coded = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  return coded === undefined ? undefined : decode(coded);
}

/** `filename="a.mp4"` or `filename=a.mp4` (RFC 6266 §4.1). */
function plainName(disposition: string): string | undefined {
  const match = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
  return match?.[1]?.replace(/\\(.)/g, "$1") ?? match?.[2];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tidy(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const shown = last.replace(/\p{C}/gu, "").trim().slice(0, LONGEST);
  return shown === "." || shown === ".." ? "" : shown;
}
