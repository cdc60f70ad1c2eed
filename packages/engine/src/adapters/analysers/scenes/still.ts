import type { SeenObject } from "./nets/centernet.ts";
import type { Look } from "./pictures/colours.ts";
import type { RgbPicture, Scored } from "./pictures/picture.ts";

/** A line of text seen in a picture. */
export interface SeenText extends Scored {
  readonly text: string;
}

/** What is seen in one still picture. Boxes are fractions of it. */
export interface StillFindings {
  readonly objects: readonly SeenObject[];
  readonly faces: readonly Scored[];
  /** In reading order. */
  readonly texts: readonly SeenText[];
  readonly look: Look;
}

/** What the thread is asked: to look at a picture. */
export interface LookRequest {
  readonly picture: RgbPicture;
  /** Width over height of the video that it is of. */
  readonly aspect: number;
  /** Whether to read. */
  readonly text: boolean;
}
