/**
 * What is drawn over and around a stream's picture, and when. Times are seconds on the video element's timeline;
 * fractions are of the picture as it is shown.
 */
export interface Schedule {
  /** Null: the picture keeps its shape. */
  readonly frame: Frame | null;
  /** Lowest first. */
  readonly items: readonly Item[];
}

/** The shape that the picture is given. */
export interface Frame {
  /** Width over height. */
  readonly aspect: number;
  readonly fit: "crop" | "pad";
  /** `blur`, or a colour. */
  readonly background: string;
  /** In order of time; none: all of the picture is seen. */
  readonly keys: readonly WindowKey[];
}

/** Part of the source's picture, as fractions of it. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowKey extends Window {
  readonly at: number;
  /** Moves here evenly from the key before; otherwise at once. */
  readonly linear: boolean;
}

export interface Item {
  readonly id: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly opacity: number;
  /** Seconds. */
  readonly fadeIn: number;
  readonly fadeOut: number;
  readonly content: Content;
}

/** A point of the item, as fractions of it, put at a point of the picture. */
export interface Place {
  readonly anchor: { readonly x: number; readonly y: number };
  readonly x: number;
  readonly y: number;
  /** Width; null: what fits. */
  readonly size: number | null;
}

export type Content =
  | {
      readonly kind: "image";
      readonly place: Place;
      readonly url: string;
      /** Width over height. */
      readonly aspect: number;
    }
  | {
      readonly kind: "text";
      readonly place: Place;
      readonly style: Style;
      /** What it says from each time on, in order; nothing before the first. */
      readonly keys: readonly { readonly at: number; readonly text: string }[];
    }
  | { readonly kind: "color"; readonly color: string };

export interface Style {
  readonly color: string;
  readonly background: string | null;
  /** Height of a line as a fraction of the picture's. */
  readonly size: number;
  readonly bold: boolean;
  readonly align: "left" | "center" | "right";
  readonly font: string;
}

/** A date range as players tell of it: times on the element's timeline, attribute values without their quotes. */
export interface TimedRange {
  readonly id: string;
  readonly class: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** What relative addresses are relative to. */
  readonly baseUrl: string;
}
