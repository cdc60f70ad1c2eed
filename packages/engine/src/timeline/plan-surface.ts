import { flicksToSeconds } from "@cutstream/media";
import type { OverlayInput, ReframeInput, SurfaceView } from "../api/surface.ts";
import type { ShotSubjects } from "../subjects/subject.ts";
import { planOverlays } from "./plan-overlays.ts";
import { planFrame, planWindows } from "./plan-reframe.ts";
import type { PlannedImage, PlannedOverlay, Surface, SurfaceClip } from "./surface.ts";

/** What of a timeline is drawn by players. */
export interface SurfaceInput {
  readonly overlays?: readonly OverlayInput[];
  readonly reframe?: ReframeInput;
}

/** How what is shown differs from the clips that overlays are laid over: other clips come in between. */
export interface ShownSurface {
  readonly shown: readonly SurfaceClip[];
  /** Moves overlays to where their clips are shown. */
  readonly place: (overlays: readonly PlannedOverlay[]) => readonly PlannedOverlay[];
  /** Shots of the videos whose subjects are known, for a window that follows them. */
  readonly subjects?: ReadonlyMap<string, readonly ShotSubjects[]>;
}

/**
 * Decides what is drawn over and around the picture.
 * @param images by the ids and names that overlays give.
 * @returns a surface, and warnings of what was changed of what was asked; undefined where nothing is drawn.
 * @throws CutstreamError `invalid_overlay`, `too_many_overlays`, `invalid_reframe`, `asset_not_found`
 */
export function planSurface(
  { overlays = [], reframe }: SurfaceInput,
  clips: readonly SurfaceClip[],
  images: ReadonlyMap<string, PlannedImage>,
  { shown, place, subjects }: ShownSurface = { shown: clips, place: (overlays) => overlays },
): { readonly surface: Surface; readonly warnings: readonly string[] } | undefined {
  if (overlays.length === 0 && !reframe) return undefined;
  const warnings: string[] = [];
  const warn = (warning: string) => void warnings.push(warning);
  const followed = reframe?.mode === "smart" ? subjects : undefined;
  const frame = reframe ? planFrame(reframe, warn) : null;
  const windows = frame ? planWindows(frame, reframe?.anchor, shown, warn, followed) : [];
  return {
    surface: { frame, windows, overlays: place(planOverlays(overlays, { clips, frame, images, warn })) },
    warnings,
  };
}

/**
 * Shows a surface as callers see it.
 * @param encodedBytes of media that was encoded for it so far.
 */
export function viewSurface({ frame, windows, overlays }: Surface, encodedBytes = 0): SurfaceView {
  return {
    aspect: frame && `${frame.width}:${frame.height}`,
    fit: frame?.fit ?? null,
    windows: windows.length,
    overlays: overlays.map(({ kind, from, to, z }) => ({
      kind,
      start: flicksToSeconds(from),
      end: flicksToSeconds(to),
      z,
    })),
    encodedBytes,
  };
}
