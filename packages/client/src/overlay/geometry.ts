import type { Window } from "./schedule.ts";

/** A rectangle in CSS pixels, from the container's top left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the frame, and in it the video's picture, lie in a container. */
export interface Layout {
  /** What is seen: overlays are laid out over it. */
  readonly frame: Box;
  /** The whole picture, of which only what lies in `frame` is seen. */
  readonly picture: Box;
}

/**
 * Lays a picture out: the frame as large as the container allows, in its middle; in it the window of the picture, or
 * the whole of it with bars.
 * @param aspect of the picture, width over height.
 * @param shape of the frame; null: the picture's own.
 */
export function layOut(
  container: { readonly width: number; readonly height: number },
  aspect: number,
  shape: { readonly aspect: number; readonly fit: "crop" | "pad" } | null,
  window: Window,
): Layout {
  const frame = contain({ left: 0, top: 0, ...container }, shape?.aspect ?? aspect);
  if (!shape) return { frame, picture: frame };
  if (shape.fit === "pad") return { frame, picture: contain(frame, aspect) };
  const width = frame.width / window.width;
  const height = frame.height / window.height;
  const picture = { left: frame.left - window.x * width, top: frame.top - window.y * height, width, height };
  return { frame, picture };
}

function contain(box: Box, aspect: number): Box {
  const width = Math.min(box.width, box.height * aspect);
  const height = width / aspect;
  return {
    left: box.left + (box.width - width) / 2,
    top: box.top + (box.height - height) / 2,
    width,
    height,
  };
}
