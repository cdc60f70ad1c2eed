import type { SurfaceFrame, WindowKey } from "../timeline/surface.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels of a rendered picture, even: the rendition's own where no shape is asked for; the size asked for, on lower
 * rungs in proportion; otherwise those of the window, and with bars as many as the rendition has.
 * @param tallest rendition of the source, which a size that is asked for is meant for.
 * @param window that a crop shows.
 */
export function outputSize(
  frame: SurfaceFrame | null,
  rendition: Size,
  tallest: Size,
  window: WindowKey | undefined,
): Size {
  if (!frame) return rendition;
  if (frame.size) {
    const share = rendition.height / tallest.height;
    return { width: even(frame.size.width * share), height: even(frame.size.height * share) };
  }
  if (window) return windowSize(window, rendition);
  const area = rendition.width * rendition.height;
  const width = Math.sqrt((area * frame.width) / frame.height);
  return { width: even(width), height: even((width * frame.height) / frame.width) };
}

/** Pixels of a window in a rendition, even. */
export function windowSize(window: WindowKey, rendition: Size): Size {
  return {
    width: even((window.width * rendition.width) / window.sourceWidth),
    height: even((window.height * rendition.height) / window.sourceHeight),
  };
}

const even = (pixels: number): number => Math.max(2, 2 * Math.round(pixels / 2));
