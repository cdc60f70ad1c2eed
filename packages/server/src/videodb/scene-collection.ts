import { CutstreamError } from "@cutstream/engine";
import { z } from "zod";
import { number, read } from "./fields.ts";
import type { FrameChoice } from "./scene-cuts.ts";

/** How a video is cut into scenes, and which frames are taken of each. */
export interface Extraction {
  /** Where the picture changes, or every so many seconds. */
  readonly by: "shot" | "time";
  /** Seconds; of `time` alone. */
  readonly step: number;
  readonly frames: number;
  readonly choice: readonly FrameChoice[];
}

const choices = z.array(z.enum(["first", "middle", "last"]));
const body = z.object({
  extraction_type: z.enum(["shot", "time", "shot_based", "time_based"]).nullish(),
  extraction_config: z
    .object({ time: number, frame_count: number, select_frames: choices.nullish() })
    .nullish(),
});

/** Reads what is asked for; VideoDB's defaults are ten seconds, one frame, the first. */
export function readExtraction(asked: unknown): Extraction {
  const { extraction_type, extraction_config } = read(body, asked);
  const { time = 10, frame_count = 1, select_frames } = extraction_config ?? {};
  const by = (extraction_type ?? "shot").startsWith("shot") ? "shot" : "time";
  if (!(time > 0)) throw new CutstreamError("invalid_request", `time is ${time}; it takes seconds above 0.`);
  const choice = select_frames ?? (frame_count === 1 ? (["first"] as const) : []);
  return { by, step: time, frames: Math.max(1, Math.round(frame_count)), choice };
}

/** `time_10_1_first-last`: nothing is stored of a collection, its id says all. */
export function collectionIdOf({ by, step, frames, choice }: Extraction): string {
  return [by, step, frames, choice.join("-")].join("_");
}

/** Reads an id of a scene collection. @throws CutstreamError `not_found` */
export function extractionOf(id: string): Extraction {
  const [by, step, frames, choice = ""] = id.split("_");
  const parsed = choices.safeParse(choice === "" ? [] : choice.split("-"));
  if ((by !== "shot" && by !== "time") || !(Number(step) > 0) || !(Number(frames) > 0) || !parsed.success) {
    throw new CutstreamError("not_found", `There is no scene collection ${id}.`);
  }
  return { by, step: Number(step), frames: Number(frames), choice: parsed.data };
}
