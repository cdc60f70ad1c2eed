import {
  type Area,
  PLACES,
  type Sighting,
  type Subject,
  type SubjectKind,
} from "../../../subjects/subject.ts";
import type { Box } from "../scenes/pictures/picture.ts";
import { OBJECT_SEEN, THING_SEEN } from "../scenes/thresholds.ts";
import type { Track } from "./associate.ts";
import type { DetectionGroup } from "./detections.ts";

/** What a kind counts for: whoever shows a face is looked at first. */
const KIND: Readonly<Record<SubjectKind, number>> = {
  face: 4,
  person: 3,
  animal: 2.5,
  vehicle: 1,
  thing: 0.3,
};

/** Somebody whose face is seen while something is said may be saying it. */
const MAY_SPEAK = 1.5;
/** Share of its sightings in which a human shows a face to count as one. */
const FACE_SHOWN = 1 / 3;
/** Areas of its face that a body takes up, about, where only the face was found. */
const BODY = 12;
/** Subjects kept of a shot. */
const MOST_SUBJECTS = 6;
/** Sightings that make a subject of what is only hinted at, and looks at a shot of which one is enough. */
const HINTS = 2;
const FEW_LOOKS = 3;

/** What else decides how much a track weighs. */
export interface Surroundings {
  /** Frames of the shot that were looked at. */
  readonly looks: number;
  /** Whether something is said in the shot. */
  readonly spoken: boolean;
}

/**
 * Who of those tracked in a shot are its subjects, and how much each is what the shot shows: by its kind, its size, how
 * long it is seen, and how near to the middle.
 * @returns the weightiest first.
 */
export function weigh(tracks: readonly Track[], surroundings: Surroundings): Subject[] {
  return tracks
    .flatMap((track) => subjectOf(track, surroundings) ?? [])
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_SUBJECTS);
}

function subjectOf({ found }: Track, { looks, spoken }: Surroundings): Subject | undefined {
  const [first] = found;
  if (!first || !isSure(first.detection.group, found, looks)) return undefined;
  const detections = found.map(({ detection }) => detection);
  const shown = detections.filter(({ face }) => face !== null).length;
  const kind = kindOf(first.detection.group, shown / found.length);
  const size = mean(detections.map(sizeOf));
  const central = mean(detections.map(({ box, face }) => centrality(face ?? box)));
  const lasting = found.length / Math.max(looks, 1);
  const sure = mean(detections.map(({ score }) => score));
  const speaks = spoken && kind === "face" ? MAY_SPEAK : 1;
  const weight = KIND[kind] * size * lasting * (0.5 + central / 2) * (0.5 + sure / 2) * speaks;
  const sightings = found.map(
    ({ frame, detection: { box, face } }): Sighting => ({
      frame,
      ...areaOf(box),
      face: face && areaOf(face),
    }),
  );
  return { kind, weight: Math.round(weight * 1000), sightings };
}

/** Whether a track is of something that is there: what is seen but once and unsurely in a long shot is a mistake. */
function isSure(group: DetectionGroup, found: Track["found"], looks: number): boolean {
  const best = Math.max(...found.map(({ detection }) => detection.score));
  const repeated = found.length >= HINTS || looks <= FEW_LOOKS;
  // Of animals the model knows little more than that they are there.
  if (group === "animal") return found.length >= HINTS || best >= OBJECT_SEEN;
  if (group.startsWith("thing")) return repeated && best >= THING_SEEN;
  return repeated && best >= OBJECT_SEEN;
}

function kindOf(group: DetectionGroup, shown: number): SubjectKind {
  if (group === "human") return shown >= FACE_SHOWN ? "face" : "person";
  return group === "animal" || group === "vehicle" ? group : "thing";
}

/** Side of a square as large, as a fraction of the picture. */
function sizeOf({ box, face }: { readonly box: Box; readonly face: Box | null }): number {
  const body = face ? Math.min(1, BODY * face.width * face.height) : 0;
  return Math.sqrt(Math.max(box.width * box.height, body));
}

/** 1 in the middle of the picture, 0 in its corners. */
function centrality({ x, y, width, height }: Box): number {
  return Math.max(0, 1 - Math.hypot(2 * x + width - 1, 2 * y + height - 1) / Math.SQRT2);
}

function areaOf({ x, y, width, height }: Box): Area {
  const [left, top] = [Math.round(x * PLACES), Math.round(y * PLACES)];
  const [right, bottom] = [Math.round((x + width) * PLACES), Math.round((y + height) * PLACES)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
