import type { PlannedStyle } from "../timeline/surface.ts";

/** Lines of subtitles that are drawn into the pictures, all in one place. */
export interface CaptionTrack {
  readonly place: CaptionPlace;
  /** By ascending time. */
  readonly keys: readonly CaptionKey[];
}

/** What is read from a time on, in flicks on the timeline; nothing where the text is empty. */
export interface CaptionKey {
  readonly at: number;
  readonly text: string;
  /** Characters of the text (UTF-16) that are said by then: the others are fainter. Left out: all are drawn alike. */
  readonly said?: number;
}

/** A point of the lines, and the point of the picture that it is put at; fractions from the top left. */
export interface CaptionPlace {
  readonly anchor: { readonly x: number; readonly y: number };
  readonly x: number;
  readonly y: number;
  /** Widest line, as a fraction of the picture's width. */
  readonly width: number;
  readonly align: PlannedStyle["align"];
}

/** Height of a line: a fraction of the picture's height, or of its width where that is less. */
export const LINE_OF_HEIGHT = 0.055;
const LINE_OF_WIDTH = 0.05;

/** How captions look in a picture: letters of which 42 make a line, white on a dark ground. */
export function captionStyle(
  { align }: Pick<CaptionPlace, "align">,
  picture: { readonly width: number; readonly height: number },
): PlannedStyle {
  const size = Math.min(LINE_OF_HEIGHT, (LINE_OF_WIDTH * picture.width) / picture.height);
  return {
    color: "#ffffff",
    background: "#000000c7",
    // To the ten-thousandth, so that its text is short and the same on every machine.
    size: Math.round(size * 1e4) / 1e4,
    weight: "normal",
    align,
    font: "sans-serif",
  };
}
