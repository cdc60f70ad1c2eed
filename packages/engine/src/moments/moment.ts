/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Something that is seen, said or heard in a stretch of a video. Times are flicks from the video's first frame
 * (`media/time.ts`), `start < end`.
 */
export interface Moment {
  readonly start: number;
  readonly end: number;
  /** What full text and vectors see: a sentence spoken, a caption of what is seen, a name. May be empty. */
  readonly text: string;
  /** BCP 47 tag of the text's language; null where it is not known. */
  readonly language: string | null;
  /** Names for the kind of thing it is: `goal`, `person`, `crowd-peak`. */
  readonly labels: readonly string[];
  /** Typed facts that filters see, by key. */
  readonly metadata: JsonObject;
  /** What goes with it and is not searched: words with their times, boxes of objects. */
  readonly detail: Json;
}

/** A moment as it is stored: of one index of one video. */
export interface MomentRow extends Moment {
  readonly id: string;
  readonly video: string;
  readonly collection: string;
  /** Id of the index: of one run of an analyser, or of one set of moments given. */
  readonly index: string;
  /** Name of the index: `shots`, `speech`, `events`. Of each name a video has one index that is seen. */
  readonly name: string;
}
