import { z } from "zod";
import type { Json } from "../moments/moment.ts";
import type { Area, ShotSubjects, Sighting } from "./subject.ts";

/** Frame, x, y, width, height; then the face's x, y, width, height, where one is seen. */
const sighting = z.array(z.int()).refine((numbers) => numbers.length === 5 || numbers.length === 9);

const stored = z.object({
  format: z.literal(1),
  from: z.int(),
  to: z.int(),
  subjects: z.array(
    z.object({
      kind: z.enum(["face", "person", "animal", "vehicle", "thing"]),
      weight: z.int(),
      seen: z.array(sighting).min(1),
    }),
  ),
});

/** A shot's subjects as they are kept with its moment: whole numbers, little else. */
export function encodeSubjects({ from, to, subjects }: ShotSubjects): Json {
  return {
    format: 1,
    from,
    to,
    subjects: subjects.map(({ kind, weight, sightings }) => ({
      kind,
      weight,
      seen: sightings.map(({ frame, face, ...area }) => [
        frame,
        ...numbersOf(area),
        ...(face ? numbersOf(face) : []),
      ]),
    })),
  };
}

/** Reads what {@link encodeSubjects} wrote; null where it is something else, such as what a later version wrote. */
export function decodeSubjects(detail: Json): ShotSubjects | null {
  const { success, data } = stored.safeParse(detail);
  if (!success) return null;
  const { from, to, subjects } = data;
  return {
    from,
    to,
    subjects: subjects.map(({ kind, weight, seen }) => ({ kind, weight, sightings: seen.map(sightingOf) })),
  };
}

const numbersOf = ({ x, y, width, height }: Area): number[] => [x, y, width, height];

function areaOf([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Area {
  return { x, y, width, height };
}

function sightingOf([frame = 0, ...numbers]: readonly number[]): Sighting {
  return { frame, ...areaOf(numbers), face: numbers.length > 4 ? areaOf(numbers.slice(4)) : null };
}
