/** Another video's sound under all clips of a timeline. */
export interface MusicInput {
  /** Id of the video whose sound it is; a source that is sound alone is one too. */
  readonly video: string;
  /** Part of it, in seconds or an exact fraction of them: from its beginning to its end by default. */
  readonly start?: number | string;
  readonly end?: number | string;
  /** Starts over where it ends. Otherwise silence follows. Default false. */
  readonly loop?: boolean;
  /** `replace` (default): in place of the clips' own sound. `mix`: under it. */
  readonly mode?: "replace" | "mix";
  /** Decibels by which it is louder, or softer where below zero; -60 to 20. Default 0. */
  readonly gain?: number;
  /** Seconds in which it rises from silence and falls back to it, where the music or the timeline ends. */
  readonly fade?: { readonly in?: number; readonly out?: number };
  /** Decibels by which it sinks while the clips' own sound is heard; 0 to 60, of `mix` alone. Default 0. */
  readonly duck?: number;
  /**
   * What becomes of it at ads that are clips. `pause` (default): it stops, the ad has its own sound, and it goes on where
   * it stopped. `under`: it goes on as under any clip.
   */
  readonly ads?: "pause" | "under";
}

/** What of a timeline's sound is encoded: nothing, unless music is mixed, faded or made louder or softer. */
export interface AudioPlanView {
  /** Seconds that are encoded, once for all who play the same. */
  readonly encoded: number;
  /** Seconds of them that exist. */
  readonly ready: number;
}
