import type { Anchor, FontFamily, SubtitleStyle } from "cutstream";
import type { Rate } from "./rate.ts";

/** What the editor must know of a video to cut it. */
export interface Source {
  readonly video: string;
  readonly title: string;
  readonly rate: Rate;
  /** How many frames it has. */
  readonly frames: number;
  /** Address of its frames as pictures, with `{width}` and `{frame}` to be filled in; null where there are none. */
  readonly pictures: string | null;
}

/** A stretch of a source: from a frame up to, not including, another. Never empty, never outside the source. */
export interface EditedClip {
  readonly key: string;
  readonly source: Source;
  readonly from: number;
  readonly to: number;
}

/** When an overlay is seen. */
export type Span =
  | { readonly on: "all" }
  /** A stretch of the timeline, in milliseconds; `end` is exclusive, null the timeline's end. */
  | { readonly on: "timeline"; readonly start: number; readonly end: number | null }
  /** Frames of a clip's source, exclusive of `to`: what is trimmed away of them is not seen. Null: all of the clip. */
  | {
      readonly on: "clip";
      readonly clip: string;
      readonly from: number | null;
      readonly to: number | null;
    };

/** What is drawn over the picture. */
export type OverlayContent =
  | {
      readonly kind: "image";
      /** Id of an asset. */
      readonly image: string;
      /** For people, and where the editor finds it. */
      readonly name: string;
      readonly url: string;
    }
  | {
      readonly kind: "text";
      readonly text: string;
      /** `#rrggbb` or `#rrggbbaa`. */
      readonly color: string;
      /** Null: none. */
      readonly background: string | null;
      /** Height of a line in thousandths of the picture's. */
      readonly lineHeight: number;
      readonly bold: boolean;
      readonly font: FontFamily;
    }
  | { readonly kind: "color"; readonly color: string };

export interface EditedOverlay {
  readonly key: string;
  readonly content: OverlayContent;
  readonly span: Span;
  /** A corner, an edge or the middle; colours fill the picture. */
  readonly anchor: Anchor;
  /** Percent of the picture's width; null: what fits, and a fifth for images. */
  readonly width: number | null;
  /** Percent. */
  readonly opacity: number;
  /** Milliseconds. */
  readonly fadeIn: number;
  readonly fadeOut: number;
}

/** Captions in one language. */
export interface EditedCaptions {
  readonly key: string;
  /** BCP 47. */
  readonly language: string;
  readonly style: SubtitleStyle;
  /** Shown unless the viewer chooses otherwise: of one at most. */
  readonly shown: boolean;
  /** A file of subtitles in the timeline's time; null: what is said in the clips. */
  readonly file: { readonly name: string; readonly text: string } | null;
  readonly translate: boolean;
}

/** The shape that the picture is given. */
export interface EditedReframe {
  /** `"9:16"`. */
  readonly aspect: string;
  readonly fit: "crop" | "pad";
  /** Whether a crop stands still or follows whom it shows. */
  readonly mode: "simple" | "smart";
  /** What a crop keeps that stands still. */
  readonly anchor: Anchor;
  /** What bars show: `blur`, or a colour. */
  readonly background: string;
}

/** Another video's sound under all clips. */
export interface EditedMusic {
  readonly video: string;
  readonly title: string;
  readonly mode: "replace" | "mix";
  readonly loop: boolean;
  /** Milliseconds of the music where it begins, and where it ends; null: its own end. */
  readonly start: number;
  readonly end: number | null;
  /** Decibels. */
  readonly gain: number;
  readonly duck: number;
  /** Milliseconds. */
  readonly fadeIn: number;
  readonly fadeOut: number;
}

/** A timeline as it is edited. Immutable: every operation gives another. */
export interface Arrangement {
  readonly clips: readonly EditedClip[];
  /** Lowest first. */
  readonly overlays: readonly EditedOverlay[];
  readonly captions: readonly EditedCaptions[];
  /** Null: every picture keeps its own shape. */
  readonly reframe: EditedReframe | null;
  readonly music: EditedMusic | null;
  /** Who draws overlays and shape: players, or the server, into the pictures. */
  readonly render: "player" | "segments";
  /** Number of the next key: no key is ever given twice. */
  readonly serial: number;
}

export const EMPTY: Arrangement = {
  clips: [],
  overlays: [],
  captions: [],
  reframe: null,
  music: null,
  render: "player",
  serial: 1,
};

/** Something with a key, before it has one. */
export type Keyless<T> = T extends { readonly key: string } ? Omit<T, "key"> : never;

/** Gives keys to things that are to be added. */
export function withKeys<T extends object>(
  { serial }: Arrangement,
  things: readonly T[],
): { readonly keyed: readonly (T & { readonly key: string })[]; readonly serial: number } {
  const keyed = things.map((thing, n) => ({ ...thing, key: `k${serial + n}` }));
  return { keyed, serial: serial + things.length };
}
