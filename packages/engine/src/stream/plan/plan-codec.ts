import { z } from "zod";
import { plannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import { plannedMusic } from "../../timeline/plan-music.ts";
import { storedAdMark, storedAds } from "../../timeline/planned-ads.ts";
import type { Plan } from "./plan.ts";
import type { PlanClip } from "./plan-clip.ts";
import { storedSurface } from "./surface-codec.ts";

/*
 * A plan as it is stored: JSON, clips as arrays since there are many and each is read on every request for a playlist
 * that is not in memory.
 */
const stored = z.object({
  format: z.literal(1),
  container: z.enum(["fmp4", "ts"]),
  subtitles: z.array(plannedSubtitles).exactOptional(),
  clips: z.array(
    z.tuple([
      z.string(),
      z.string(),
      z.number(),
      z.number(),
      z.enum(["aligned", "head", "snap"]),
      z.number(),
      z.number(),
      storedAdMark.optional(),
    ]),
  ),
  renditions: z.record(z.string(), z.object({ video: z.array(z.string()), audio: z.string().nullable() })),
  surface: storedSurface.exactOptional(),
  music: plannedMusic.exactOptional(),
  render: z.literal("segments").exactOptional(),
  captions: z.int().nonnegative().exactOptional(),
  ads: storedAds.exactOptional(),
  warnings: z.array(z.string()),
});

/** Writes a plan; equal plans read equal, but for the order of their renditions. */
export function encodePlan({ clips, ...rest }: Plan): string {
  const rows = clips.map(({ video, version, from, to, method, startError, endError, ad }) => {
    const row = [video, version, from, to, method, startError, endError];
    return ad ? [...row, ad] : row;
  });
  const { container, subtitles, renditions, surface, music, render, captions, ads, warnings } = rest;
  return JSON.stringify({
    format: 1,
    container,
    subtitles,
    clips: rows,
    renditions,
    surface,
    music,
    render,
    captions,
    ads,
    warnings,
  });
}

/** Reads a plan. @throws ZodError where it is none, or of a later format. */
export function decodePlan(text: string): Plan {
  const { format: _, clips, ...rest } = stored.parse(JSON.parse(text));
  return {
    ...rest,
    clips: clips.map(
      ([video, version, from, to, method, startError, endError, ad]): PlanClip => ({
        video,
        version,
        from,
        to,
        method,
        startError,
        endError,
        ...(ad && { ad }),
      }),
    ),
  };
}
