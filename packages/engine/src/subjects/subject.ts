/*
 * Who and what is seen in the shots of a video, and where: what windows follow. Places are whole ten-thousandths of the
 * picture's width and height, the same for every rendition; times are frames of the video.
 */

/** Parts that a picture's width, and its height, are counted in. */
export const PLACES = 10_000;

/** A part of a picture, in {@link PLACES}. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A subject in one frame. */
export interface Sighting extends Area {
  readonly frame: number;
  /** Its face, where that is seen. */
  readonly face: Area | null;
}

/** `face`: somebody whose face is seen as a rule. `person`: somebody seen from further away, or from behind. */
export type SubjectKind = "face" | "person" | "animal" | "vehicle" | "thing";

/** One of those that are seen in a shot, from the first time on to the last. */
export interface Subject {
  readonly kind: SubjectKind;
  /** How much it is what the shot shows, in thousandths; comparable within the shot alone. */
  readonly weight: number;
  /** In order of time; at least one. */
  readonly sightings: readonly Sighting[];
}

/** What is seen in the frames `[from, to)` of a shot. */
export interface ShotSubjects {
  readonly from: number;
  readonly to: number;
  /** The weightiest first. */
  readonly subjects: readonly Subject[];
}

/** Name of the index that holds a moment for each shot, with what is seen in it. */
export const SUBJECTS = "subjects";
