import type { CutParts, FrameRange } from "@cutstream/media";

/** What is drawn into a segment. */
export interface PieceRender {
  /** Name of the transform. */
  readonly transform: string;
  /** The transform itself, as it is stored. */
  readonly text: string;
}

/** Frames `[from, to)` that make one video segment, and what of them is copied and what conditioned. */
export interface Piece extends FrameRange {
  readonly cut: CutParts;
  /** What is drawn into it; undefined: nothing, it is cut out of the source as it is. */
  readonly render?: PieceRender;
}
