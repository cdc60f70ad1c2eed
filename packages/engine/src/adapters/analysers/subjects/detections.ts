import { kindOf } from "../scenes/nets/coco.ts";
import { type Box, type Scored, shareInside } from "../scenes/pictures/picture.ts";
import type { StillFindings } from "../scenes/still.ts";

/** What a detection may be taken for, from one frame to the next: animals are mistaken for one another. */
export type DetectionGroup = "human" | "animal" | "vehicle" | `thing ${string}`;

/** Somebody or something found in one picture. Boxes are fractions of it. */
export interface Detection extends Scored {
  readonly group: DetectionGroup;
  /** Of a human, where it is seen; then `box` is that of the whole body, or the face's where no body is found. */
  readonly face: Box | null;
}

/** Share of a face that lies in the box of its body, and of the body's height at which faces are. */
const FACE_INSIDE = 0.7;
const FACE_AT_MOST = 0.6;

/** What is found in a picture, each human once: a face goes with the smallest body that has it where faces are. */
export function detectionsIn({ objects, faces }: Pick<StillFindings, "objects" | "faces">): Detection[] {
  const found: Detection[] = objects.map(({ name, box, score }) => ({
    group: groupOf(name),
    box,
    score,
    face: null,
  }));
  for (const face of faces) {
    const bodies = found
      .map(({ group, box, face: taken }, n) => ({ n, box, free: group === "human" && taken === null }))
      .filter(({ free, box }) => free && isFaceOf(face.box, box))
      .sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height);
    const body = found[bodies[0]?.n ?? -1];
    if (!body) found.push({ group: "human", box: face.box, score: face.score, face: face.box });
    else found[found.indexOf(body)] = { ...body, face: face.box, score: Math.max(body.score, face.score) };
  }
  return found;
}

function isFaceOf(face: Box, body: Box): boolean {
  const middle = face.y + face.height / 2;
  return shareInside(face, body) >= FACE_INSIDE && middle <= body.y + FACE_AT_MOST * body.height;
}

function groupOf(name: string): DetectionGroup {
  if (name === "person") return "human";
  const kind = kindOf(name);
  return kind === "animal" || kind === "vehicle" ? kind : `thing ${name}`;
}
