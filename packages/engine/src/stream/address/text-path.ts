import type { SubtitleStyle } from "../../api/subtitles.ts";

/**
 * A WebVTT segment: what a text says in a stretch of its own time, placed on a timeline. All times are flicks.
 */
export interface TextPath {
  readonly kind: "text";
  /** Version that the text is stored with, and the hash of its cues. */
  readonly version: string;
  readonly hash: string;
  readonly style: SubtitleStyle;
  /** What is shown of the text around this segment: cues are cut here. */
  readonly cut: { readonly from: number; readonly to: number };
  /** The segment's own stretch, within the cut. */
  readonly from: number;
  readonly to: number;
  /** Where on the timeline it begins, and what the media is stamped with there. */
  readonly at: number;
  readonly media: number;
}

/** A WebVTT segment of a stretch of which there is no text. */
export interface EmptyTextPath {
  readonly kind: "empty-text";
}

const EMPTY = "text/empty.vtt";
const TIME = "(\\d{1,15})";
const PATTERN = new RegExp(
  `^text/([0-9a-f]{24})/([0-9a-f]{32})/(caption|lower-third|words)/${TIME}-${TIME}_${TIME}-${TIME}_at${TIME}_is${TIME}\\.vtt$`,
);

/** Writes a path. */
export function formatTextPath(path: TextPath | EmptyTextPath): string {
  if (path.kind === "empty-text") return EMPTY;
  const { version, hash, style, cut, from, to, at, media } = path;
  return `text/${version}/${hash}/${style}/${cut.from}-${cut.to}_${from}-${to}_at${at}_is${media}.vtt`;
}

/** Reads a path, or what is none as undefined. */
export function parseTextPath(text: string): TextPath | EmptyTextPath | undefined {
  if (text === EMPTY) return { kind: "empty-text" };
  const [, version = "", hash = "", style, ...times] = PATTERN.exec(text) ?? [];
  if (style === undefined) return undefined;
  const [cutFrom = 0, cutTo = 0, from = 0, to = 0, at = 0, media = 0] = times.map(Number);
  const cut = { from: cutFrom, to: cutTo };
  return { kind: "text", version, hash, style: style as SubtitleStyle, cut, from, to, at, media };
}
