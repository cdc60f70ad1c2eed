import { z } from "zod";
import type { ScoreParts } from "../../api/ranked-title.ts";
import type { ReelDetailView } from "../../api/viewer-reels.ts";
import type { LaidSlot } from "../layout/laid-slot.ts";

/** A slot as it is kept: where it stands in the reel, in frames, beside what it shows and why. */
export interface RecordedSlot extends LaidSlot {
  /** Frames `[start, end)` of the reel. */
  readonly start: number;
  readonly end: number;
}

/** How a reel was laid out, kept with its stream. */
export interface ReelRecord extends Omit<ReelDetailView, "frames" | "slots"> {
  readonly slots: readonly RecordedSlot[];
}

/** What of a record its row does not say already; slots as arrays, since there are many. */
const stored = z.object({
  format: z.literal(1),
  revision: z.number(),
  video: z.string(),
  frameRate: z.string(),
  seed: z.string(),
  rankedBy: z.enum(["built-in", "external"]),
  experiment: z.string().nullable(),
  arm: z.string().nullable(),
  holdout: z.boolean(),
  music: z.string().nullable(),
  asked: z.number(),
  notes: z.array(z.string()),
  slots: z.array(
    z.tuple([
      z.enum(["opening", "slot", "return", "closing"]),
      z.number().nullable(),
      z.string(),
      z.string(),
      z.string(),
      z.number().nullable(),
      z.number().nullable(),
      z.number().nullable(),
      z.array(z.number()).min(3).max(4).nullable(),
      z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]),
      z.enum(["slot", "beat", "length", "join"]).nullable(),
    ]),
  ),
});

/** The columns of a record's row that are no part of its text. */
export type RecordColumns = Pick<ReelRecord, "viewer" | "mega" | "version"> & { readonly cadence: string };

/** Writes a record; viewer, cadence, mega asset and version stand in its row. */
export function encodeReel(record: ReelRecord): string {
  const { viewer: _, mega: __, version: ___, cadence, slots, ...rest } = record;
  const rows = slots.map((slot) => {
    const { parts, range, frames } = slot;
    return [
      ...[slot.role, slot.place, slot.title, slot.asked, slot.clip, slot.weight, slot.rank, slot.score],
      parts && writeParts(parts),
      [range.first, range.end, frames.first, frames.end, slot.start, slot.end],
      slot.cutBy,
    ];
  });
  return JSON.stringify({ format: 1, revision: cadence.revision, ...rest, slots: rows });
}

/** Reads a record. @throws ZodError where it is none, or of a later format. */
export function decodeReel(text: string, columns: RecordColumns): ReelRecord {
  const { format: _, revision, slots, ...rest } = stored.parse(JSON.parse(text));
  const { viewer, mega, version, cadence: id } = columns;
  return {
    ...{ viewer, mega, version, cadence: { id, revision } },
    ...rest,
    slots: slots.map(([role, place, title, asked, clip, weight, rank, score, parts, places, cutBy]) => {
      const [first, last, from, to, start, end] = places;
      return {
        ...{ role, place, title, asked, clip, weight, rank, score, start, end, cutBy },
        parts: parts && readParts(parts),
        range: { first, end: last },
        frames: { first: from, end: to },
      };
    }),
  };
}

const writeParts = ({ preference, popularity, recency, learned }: ScoreParts): number[] => [
  ...[preference, popularity, recency],
  ...(learned === undefined ? [] : [learned]),
];

const readParts = ([
  preference = 0,
  popularity = 0,
  recency = 0,
  learned,
]: readonly number[]): ScoreParts => ({
  ...{ preference, popularity, recency },
  ...(learned !== undefined && { learned }),
});
