import { z } from "zod";
import type { TimecodeList } from "./list/timecode-list.ts";

const schema = z.object({
  frameRate: z.object({ num: z.number(), den: z.number() }),
  clips: z.array(z.tuple([z.string(), z.string(), z.number(), z.number(), z.number()])),
});

/** A list as the catalog keeps it: each clip a row, since there are many. */
export function encodeList({ frameRate, clips }: TimecodeList): z.infer<typeof schema> {
  return {
    frameRate,
    clips: clips.map(({ title, clipType, first, end, line }) => [title, clipType, first, end, line]),
  };
}

/** Reads what {@link encodeList} made. @throws ZodError where it is none. */
export function decodeList(stored: unknown): TimecodeList {
  const { frameRate, clips } = schema.parse(stored);
  return {
    frameRate,
    clips: clips.map(([title, clipType, first, end, line]) => ({ title, clipType, first, end, line })),
  };
}
