import { cutRange, type FrameRange, segmentBoundaries, type VideoTrack } from "@cutstream/media";
import type { CaptionTrack } from "../../render/captions.ts";
import type { Size } from "../../render/output-size.ts";
import { pieceTransform } from "../../render/piece-transform.ts";
import { encodeTransform, transformName } from "../../render/transform.ts";
import type { Surface } from "../../timeline/surface.ts";
import type { Piece, PieceRender } from "./piece.ts";

/** Frames of a rendition on the timeline. */
export interface RenderedRange extends FrameRange {
  readonly video: VideoTrack;
  readonly tallest: VideoTrack;
  /** Flicks on the timeline at which the first frame is shown. */
  readonly start: number;
}

/** The segments of a range, those rendered that a surface touches; and their size, where there are any. */
export type RenderPieces = (range: RenderedRange) => {
  readonly pieces: readonly Piece[];
  readonly rendered?: Size;
};

/** Seconds that a rendered segment lasts at most, about: somebody waits for all of it. */
const LONGEST_SECONDS = 2;

/**
 * Seconds that a stream's first segments last at least, where its first range does: the next one is encoded while one is
 * watched, and two seconds of it take half a second of a slow processor.
 */
const OPENING_SECONDS = 1;

/** Nothing is drawn over or around the picture. */
const NO_SURFACE: Surface = { frame: null, windows: [], overlays: [] };

/** Decides what becomes of the segments of a stream whose surface and captions are encoded into them. */
export function renderPieces(
  surface: Surface = NO_SURFACE,
  captions: readonly CaptionTrack[] = [],
): RenderPieces {
  const names = new Map<string, string>();
  return ({ video, tallest, from, to, start }) => {
    let rendered: Size | undefined;
    const transformOf = (range: FrameRange): PieceRender | undefined => {
      const piece = {
        start: start + (range.from - from) * video.frameFlicks,
        frameFlicks: video.frameFlicks,
        count: range.to - range.from,
        rendition: video.index,
        tallest: tallest.index,
      };
      const transform = pieceTransform(surface, piece, captions);
      if (!transform) return undefined;
      rendered ??= { width: transform.width, height: transform.height };
      const text = encodeTransform(transform);
      const name = names.get(text) ?? transformName(text);
      names.set(text, name);
      return { transform: name, text };
    };
    const boundaries = segmentBoundaries(video, from, to);
    const segments = boundaries.slice(1).map((end, n) => ({ from: boundaries[n] ?? from, to: end }));
    const opening = start === 0 && transformOf({ from, to: boundaries[1] ?? to }) !== undefined;
    const wholes = opening ? lengthenOpening(video, segments) : segments;
    const pieces = wholes.flatMap((whole): Piece[] => {
      const parts = transformOf(whole) ? divide(video, whole) : [whole];
      return parts.map((part) => {
        const render = transformOf(part);
        return { ...part, cut: cutRange(video, part.from, part.to), ...(render && { render }) };
      });
    });
    return { pieces, ...(rendered && { rendered }) };
  };
}

/**
 * Joins the first segment to those after it until it is long enough, and divides what that gives evenly. The segments
 * further on stay those of all who pass through them.
 */
function lengthenOpening(
  { index: { frameRate } }: VideoTrack,
  segments: readonly FrameRange[],
): readonly FrameRange[] {
  const [{ from } = { from: 0 }] = segments;
  const least = Math.ceil((OPENING_SECONDS * frameRate.num) / frameRate.den);
  const found = segments.findIndex(({ to }) => to - from >= least);
  const last = found === -1 ? segments.length - 1 : found;
  if (last <= 0) return segments;
  const whole = { from, to: segments[last]?.to ?? from };
  const count = Math.max(1, Math.floor((whole.to - from) / least));
  return [...divideInto(whole, count), ...segments.slice(last + 1)];
}

/** Parts of a segment that are no longer than somebody should wait for; the same for all who pass through it. */
function divide({ index: { frameRate } }: VideoTrack, { from, to }: FrameRange): FrameRange[] {
  const longest = Math.ceil((LONGEST_SECONDS * frameRate.num) / frameRate.den);
  const count = Math.round((to - from) / longest);
  return divideInto({ from, to }, count);
}

/** `count` parts of equal length, to the frame. */
function divideInto({ from, to }: FrameRange, count: number): FrameRange[] {
  if (count < 2) return [{ from, to }];
  const at = (n: number) => from + Math.round((n * (to - from)) / count);
  return Array.from({ length: count }, (_, n) => ({ from: at(n), to: at(n + 1) }));
}
