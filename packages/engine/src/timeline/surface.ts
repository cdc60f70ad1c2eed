import type { FrameRate } from "@cutstream/media";
import type { Anchor, FontFamily, ImageFormat } from "../api/surface.ts";

/**
 * What is drawn over and around the picture of a stream, decided. Times are flicks on the timeline; fractions are of
 * the picture as the viewer sees it, after the reframe.
 */
export interface Surface {
  /** Null: every picture keeps its own shape. */
  readonly frame: SurfaceFrame | null;
  /** What of the source is seen, by time; none where all of it is. */
  readonly windows: readonly WindowKey[];
  /** Lowest first. */
  readonly overlays: readonly PlannedOverlay[];
}

/** The shape that pictures are given. */
export interface SurfaceFrame {
  /** A ratio in lowest terms. */
  readonly width: number;
  readonly height: number;
  /** Even pixels, where they were asked for. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly fit: "crop" | "pad";
  /** `blur` or a colour. */
  readonly background: string;
}

/** A window of the source, from a time on: in even pixels of its largest rendition where it stands still. */
export interface WindowKey {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  /** How it came from the window before: at once, or evenly over the time between. */
  readonly move: "cut" | "linear";
}

/** A point of the overlay, and the point of the picture that it is put at. */
export interface OverlayPlace {
  readonly anchor: Anchor;
  readonly x: number;
  readonly y: number;
  /** Width of the overlay, or the most that its text may take; null: what fits. */
  readonly size: number | null;
}

export interface PlannedImage {
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly hash: string;
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

export interface PlannedStyle {
  readonly color: string;
  readonly background: string | null;
  readonly size: number;
  readonly weight: "normal" | "bold";
  readonly align: "left" | "center" | "right";
  readonly font: FontFamily;
}

interface Planned {
  readonly from: number;
  readonly to: number;
  readonly z: number;
  readonly opacity: number;
  readonly fadeIn: number;
  readonly fadeOut: number;
}

export interface PlannedImageOverlay extends Planned {
  readonly kind: "image";
  readonly place: OverlayPlace;
  readonly image: PlannedImage;
}

export interface PlannedTextOverlay extends Planned {
  readonly kind: "text";
  readonly place: OverlayPlace;
  readonly text: string;
  readonly style: PlannedStyle;
}

export interface PlannedDataOverlay extends Planned {
  readonly kind: "data";
  readonly place: OverlayPlace;
  /** What it says from each time on; nothing before the first. */
  readonly keys: readonly { readonly at: number; readonly text: string }[];
  readonly style: PlannedStyle;
}

export interface PlannedColorOverlay extends Planned {
  readonly kind: "color";
  readonly color: string;
}

export type PlannedOverlay =
  | PlannedImageOverlay
  | PlannedTextOverlay
  | PlannedDataOverlay
  | PlannedColorOverlay;

/** What a surface is laid over: clips as they follow one another, in flicks, each with its source's size in pixels. */
export interface SurfaceClip {
  readonly video: string;
  readonly start: number;
  readonly duration: number;
  /** Frames `[from, to)` of the source. */
  readonly from: number;
  readonly to: number;
  readonly frameRate: FrameRate;
  /** Flicks that a frame lasts. */
  readonly frameFlicks: number;
  readonly width: number;
  readonly height: number;
}
