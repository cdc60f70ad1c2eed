import type { Anchor, PicturePoint } from "../api/surface.ts";

/** Anchors as fractions of a picture's width and height. */
const POINTS: Readonly<Record<Anchor, PicturePoint>> = {
  "top-left": { x: 0, y: 0 },
  top: { x: 0.5, y: 0 },
  "top-right": { x: 1, y: 0 },
  left: { x: 0, y: 0.5 },
  center: { x: 0.5, y: 0.5 },
  right: { x: 1, y: 0.5 },
  "bottom-left": { x: 0, y: 1 },
  bottom: { x: 0.5, y: 1 },
  "bottom-right": { x: 1, y: 1 },
};

/** The point of a picture that an anchor names, as fractions from its top left. */
export function anchorPoint(anchor: Anchor): PicturePoint {
  return POINTS[anchor];
}

/** Whether a text is the name of an anchor. */
export const isAnchor = (text: string): text is Anchor => Object.hasOwn(POINTS, text);
