/** How subtitles look, as far as players follow cue settings. */
export type SubtitleStyle = "caption" | "lower-third" | "words";

/** Formats of a text that is supplied. */
export type SubtitleFormat = "srt" | "vtt" | "ttml" | "ass";

/** A file of subtitles, as text. */
export interface SubtitleText {
  readonly text: string;
  /** Default: found out. */
  readonly format?: SubtitleFormat;
}

/** A file of subtitles in a video's own time. */
export interface VideoSubtitleText extends SubtitleText {
  readonly video: string;
}

/**
 * Where the text comes from: what is said in each clip's video (its `speech` index), another index of theirs, texts in
 * the videos' own time, or one text on the timeline.
 */
export type SubtitleSource =
  | "transcript"
  | { readonly index: string }
  | { readonly videos: readonly VideoSubtitleText[] }
  | { readonly timeline: SubtitleText };

/** Subtitles of a timeline in one language: a rendition that viewers choose. */
export interface SubtitleInput {
  /** BCP 47 tag of what is read. */
  readonly language: string;
  /** Default `transcript`. */
  readonly source?: SubtitleSource;
  /**
   * Has the source's text translated into `language`: from what it is said to be in, or from the language named here.
   * Default false.
   */
  readonly translate?: boolean | { readonly from: string };
  /** In players' menus. Default: what the language calls itself. */
  readonly name?: string;
  /** Shown unless the viewer chooses otherwise; one at most. Default false. */
  readonly default?: boolean;
  /** May be shown because it is the viewer's language. Default true. */
  readonly autoselect?: boolean;
  /** Only what must be read, such as foreign dialogue: shown even to those who want no subtitles. Default false. */
  readonly forced?: boolean;
  /** Default `caption`. */
  readonly style?: SubtitleStyle;
}
