import { CutstreamError } from "../errors.ts";
import { anchorPoint } from "../timeline/anchors.ts";
import { imageBox } from "../timeline/image-box.ts";
import type { OverlayPlace, PlannedOverlay, Surface, WindowKey } from "../timeline/surface.ts";
import { captionLayers } from "./caption-layers.ts";
import type { CaptionTrack } from "./captions.ts";
import { type FrameRun, layerStates, momentOf } from "./layer-states.ts";
import { outputSize, type Size, windowSize } from "./output-size.ts";
import type { Transform, TransformLayer, TransformPicture } from "./transform.ts";

/** Frames of a rendition, and where they are shown. */
export interface SurfacedPiece extends FrameRun {
  /** Pixels of the rendition. */
  readonly rendition: Size;
  /** Pixels of the tallest rendition of the same source. */
  readonly tallest: Size;
}

/**
 * What a surface, and captions over it, make of some frames.
 * @returns null where it leaves them as they are.
 * @throws CutstreamError `invalid_reframe` where the window changes its size among them: it can only move.
 */
export function pieceTransform(
  surface: Surface,
  piece: SurfacedPiece,
  captions: readonly CaptionTrack[] = [],
): Transform | null {
  const windows = windowsOf(surface.windows, piece);
  const size = outputSize(surface.frame, piece.rendition, piece.tallest, windows[0]);
  const picture = pictureOf(surface, windows, piece);
  const layers = [
    ...surface.overlays.flatMap((overlay) => layerOf(overlay, size, piece)),
    ...captionLayers(captions, size, piece),
  ];
  const unscaled = size.width === piece.rendition.width && size.height === piece.rendition.height;
  if (picture.kind === "whole" && unscaled && layers.length === 0) return null;
  return { format: 1, width: size.width, height: size.height, picture, layers };
}

/** The windows that are shown in a run of frames: the one that it begins with, and those that come within. */
function windowsOf(windows: readonly WindowKey[], run: FrameRun): WindowKey[] {
  const first = windows.findLastIndex(({ at }) => at <= momentOf(run, 0));
  const last = windows.findLastIndex(({ at }) => at <= momentOf(run, run.count - 1));
  const moving = windows[last + 1]?.move === "linear" ? 1 : 0;
  return windows.slice(Math.max(0, first), last + 1 + moving);
}

function pictureOf(
  { frame }: Surface,
  windows: readonly WindowKey[],
  piece: SurfacedPiece,
): TransformPicture {
  if (!frame) return { kind: "whole" };
  if (frame.fit === "pad") return { kind: "pad", background: frame.background };
  const [first] = windows;
  if (!first) return { kind: "whole" };
  const { rendition } = piece;
  const { width, height } = windowSize(first, rendition);
  if (windows.some((window) => window.width !== first.width || window.height !== first.height)) {
    const message =
      "timeline.reframe changes the size of its window within a shot; burnt in, it can only move.";
    throw new CutstreamError("invalid_reframe", message, { path: "timeline.reframe" });
  }
  if (width === rendition.width && height === rendition.height) return { kind: "whole" };
  const keys: { frame: number; x: number; y: number }[] = [];
  const frames = windows.length === 1 ? 1 : piece.count;
  for (let n = 0; n < frames; n++) {
    const at = windowAt(windows, momentOf(piece, n));
    const x = within(at.x * rendition.width, rendition.width - width);
    const y = within(at.y * rendition.height, rendition.height - height);
    const before = keys.at(-1);
    if (before?.x !== x || before.y !== y) keys.push({ frame: n, x, y });
  }
  return { kind: "crop", width, height, keys };
}

/** Top left of the window at a moment, as fractions of the source's picture. */
function windowAt(windows: readonly WindowKey[], now: number): { x: number; y: number } {
  const n = Math.max(
    0,
    windows.findLastIndex(({ at }) => at <= now),
  );
  const [from, to] = [windows[n], windows[n + 1]];
  if (!from) return { x: 0, y: 0 };
  const start = { x: from.x / from.sourceWidth, y: from.y / from.sourceHeight };
  if (to?.move !== "linear" || now < from.at) return start;
  const share = (now - from.at) / (to.at - from.at);
  return {
    x: start.x + (to.x / to.sourceWidth - start.x) * share,
    y: start.y + (to.y / to.sourceHeight - start.y) * share,
  };
}

/** The nearest even place of a window that has `room` to move. */
const within = (place: number, room: number): number =>
  Math.max(0, Math.min(2 * Math.floor(room / 2), 2 * Math.round(place / 2)));

function layerOf(overlay: PlannedOverlay, size: Size, run: FrameRun): TransformLayer[] {
  const states = layerStates(overlay, run);
  if (states.length === 0) return [];
  if (overlay.kind === "color") return [{ kind: "color", color: overlay.color, states }];
  const { place } = overlay;
  if (overlay.kind === "image") {
    const box = imageBox(place, overlay.image, size);
    const left = Math.round(box.left * size.width);
    const top = Math.round(box.top * size.height);
    const width = Math.max(1, Math.round(box.width * size.width));
    const height = Math.max(1, Math.round(box.height * size.height));
    return [{ kind: "image", hash: overlay.image.hash, left, top, width, height, states }];
  }
  const anchor = anchorPoint(place.anchor);
  const [x, y] = [Math.round(place.x * size.width), Math.round(place.y * size.height)];
  const maxWidth = Math.max(1, Math.floor(roomFor(place) * size.width));
  return [{ kind: "text", anchor, x, y, maxWidth, style: overlay.style, states }];
}

/** Width that a text may take: what was asked for, or what is left between its point and the picture's edges. */
function roomFor({ anchor, x, size }: OverlayPlace): number {
  if (size !== null) return size;
  const along = anchorPoint(anchor).x;
  if (along === 0) return 1 - x;
  return along === 1 ? x : 2 * Math.min(x, 1 - x);
}
