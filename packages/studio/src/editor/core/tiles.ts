import type { EditedClip } from "./arrangement.ts";

/** A picture in a clip on the strip. */
export interface Tile {
  /** Of the source. */
  readonly frame: number;
  /** Pixels from the clip's left edge; the first one may begin before it. */
  readonly left: number;
  readonly width: number;
}

/**
 * The pictures that fill a clip. They stand at frames that are multiples of a power of two, so that a trim shows more
 * or fewer of the same pictures, and a zoom many of them again.
 * @param perFrame pixels that a frame is wide.
 * @param tileWidth pixels that a picture is wide, about.
 */
export function tilesOf({ from, to }: EditedClip, perFrame: number, tileWidth: number): readonly Tile[] {
  if (!(perFrame > 0)) return [];
  const every = 2 ** Math.max(0, Math.round(Math.log2(tileWidth / perFrame)));
  const first = Math.floor(from / every);
  const count = Math.ceil(to / every) - first;
  return Array.from({ length: count }, (_, n) => {
    const frame = (first + n) * every;
    return { frame, left: (frame - from) * perFrame, width: every * perFrame };
  });
}
