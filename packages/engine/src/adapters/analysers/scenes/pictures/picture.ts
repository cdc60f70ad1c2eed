/** An RGB picture: three bytes a pixel, row by row. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A part of a picture. Where nothing else is said, in fractions of its width and height. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Share of the area of both boxes that they have in common, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const common = commonArea(a, b);
  const both = area(a) + area(b) - common;
  return both > 0 ? common / both : 0;
}

/** Share of box `a` that lies in `b`, 0 to 1. */
export function shareInside(a: Box, b: Box): number {
  return area(a) > 0 ? commonArea(a, b) / area(a) : 0;
}

/** The part of a box that is in the picture. */
export function clipped(box: Box): Box {
  const x = Math.min(Math.max(box.x, 0), 1);
  const y = Math.min(Math.max(box.y, 0), 1);
  const width = Math.max(0, Math.min(box.x + box.width, 1) - x);
  const height = Math.max(0, Math.min(box.y + box.height, 1) - y);
  return { x, y, width, height };
}

function area({ width, height }: Box): number {
  return width * height;
}

function commonArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** Something found in a picture, with how sure the finder is, 0 to 1. */
export interface Scored {
  readonly box: Box;
  readonly score: number;
}

/** The surest of those that overlap by more than `most`, surest first. */
export function withoutOverlaps<Found extends Scored>(found: readonly Found[], most: number): Found[] {
  const kept: Found[] = [];
  for (const one of found.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(one.box, other.box) <= most)) kept.push(one);
  }
  return kept;
}
