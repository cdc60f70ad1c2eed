/** What is drawn over and around the picture, as callers ask for it and as plans show it. */

/** A time on the timeline or within a clip: seconds, or an exact fraction of seconds such as `"1001/30000"`. */
export type OverlayTime = number | string;

/** Nine places of a picture. */
export type Anchor =
  | "top-left"
  | "top"
  | "top-right"
  | "left"
  | "center"
  | "right"
  | "bottom-left"
  | "bottom"
  | "bottom-right";

/** A point of a picture as fractions of its width and height, from its top left. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Where an overlay stands: at an anchor, kept away from the edges by `margin` (a fraction of the picture's width and
 * height alike; 0.03 by default), with its own point of that name at a point of the picture, or with its top left there.
 */
export type OverlayPosition =
  | Anchor
  | { readonly anchor: Anchor; readonly margin?: number }
  | { readonly anchor: Anchor; readonly x: number; readonly y: number }
  | PicturePoint;

/** Generic families, which every browser has. */
export type FontFamily = "sans-serif" | "serif" | "monospace" | "system-ui" | "cursive" | "fantasy";

export interface TextStyle {
  /** `#rrggbb` or `#rrggbbaa`. Default white. */
  readonly color?: string;
  /** Behind the text; none by default. */
  readonly background?: string;
  /** Height of a line as a fraction of the picture's height, 0.01 to 0.5. Default 0.05. */
  readonly size?: number;
  readonly weight?: "normal" | "bold";
  readonly align?: "left" | "center" | "right";
  readonly font?: FontFamily;
}

/** When an overlay is seen, and how. */
export interface OverlayCommon {
  /** Default the beginning. */
  readonly start?: OverlayTime;
  /** Exclusive. Default the end. */
  readonly end?: OverlayTime;
  /** Number of a clip, from 0, that it is bound to: its times then count within that clip. */
  readonly clip?: number;
  /** Those with a higher one lie on top; equal ones in the order given. Default 0. */
  readonly z?: number;
  /** 0 to 1. Default 1. */
  readonly opacity?: number;
  /** Seconds that it takes to come and to go. Default none. */
  readonly fade?: { readonly in?: number; readonly out?: number };
}

interface Placed {
  readonly position?: OverlayPosition;
  /** Width as a fraction of the picture's. Images: default 0.2. Texts: the widest line, by default what fits. */
  readonly size?: number;
}

/** A picture over the picture. */
export interface ImageOverlay extends OverlayCommon, Placed {
  readonly kind: "image";
  /** Id of an asset, or its name: then the newest of that name. */
  readonly image: string;
}

export interface TextOverlay extends OverlayCommon, Placed {
  readonly kind: "text";
  readonly text: string;
  readonly style?: TextStyle;
}

/** Text whose fields change with time: a scoreboard. */
export interface DataOverlay extends OverlayCommon, Placed {
  readonly kind: "data";
  /** `"{home} {h} : {a} {away}"`; `{{` and `}}` are braces. */
  readonly template: string;
  /** In order of time. Each changes the fields that it names; the others stay as they are. */
  readonly values: readonly {
    readonly at: OverlayTime;
    readonly values: Readonly<Record<string, string | number>>;
  }[];
  readonly style?: TextStyle;
}

/** The whole picture in one colour: with a fade, a fade through that colour. */
export interface ColorOverlay extends OverlayCommon {
  readonly kind: "color";
  /** `#rrggbb` or `#rrggbbaa`. */
  readonly color: string;
}

export type OverlayInput = ImageOverlay | TextOverlay | DataOverlay | ColorOverlay;

/** Another shape for the picture. */
export interface ReframeInput {
  /** `"9:16"`. Either this, or width and height. */
  readonly aspect?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** `crop` (default): the largest window of that shape. `pad`: the whole picture, with bars. */
  readonly fit?: "crop" | "pad";
  /**
   * `simple` (default): a window that stands still in each source. `smart`: one that shows the main subject of each
   * shot, still or in a smooth pan; videos need the index `subjects` for it. For `crop` alone.
   */
  readonly mode?: "simple" | "smart";
  /**
   * What a crop keeps: an anchor, or a point of the source that it centres on. Default `center`. In the mode `smart`
   * where there is nobody to follow.
   */
  readonly anchor?: Anchor | PicturePoint;
  /** What bars show: `blur` (the picture itself) or a colour. Default `#000000`. */
  readonly background?: string;
}

/** What is drawn over and around the picture. */
export interface SurfaceView {
  /** Shape that pictures are given, such as `"9:16"`; null where each keeps its own. */
  readonly aspect: string | null;
  readonly fit: "crop" | "pad" | null;
  /** How often the window changes, the first one counted. */
  readonly windows: number;
  readonly overlays: readonly OverlayView[];
  /** Bytes of media encoded for it so far, in the tallest rendition: none where players draw it. */
  readonly encodedBytes: number;
}

export interface OverlayView {
  readonly kind: OverlayInput["kind"];
  /** Seconds on the timeline. */
  readonly start: number;
  readonly end: number;
  readonly z: number;
}

export type ImageFormat = "png" | "jpeg" | "webp";

/** A picture that overlays show. */
export interface AssetView {
  readonly id: string;
  readonly name: string;
  /** How it is kept: SVG is drawn once, and kept as PNG. */
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly size: number;
  /** Never changes, and may be cached for good. */
  readonly url: string;
  readonly createdAt: string;
}
