import type { ClipInput, TimelineInput } from "@cutstream/engine";

/** The seed of everything random in these benchmarks. */
export const SEED = 20_261_121;

export interface TimelineRecipe {
  readonly videos: readonly string[];
  /** Seconds that each video lasts. */
  readonly seconds: number;
  readonly clips: number;
  readonly random: () => number;
}

/** Clips of 3 to 8 seconds, cut at any millisecond of any of the videos. */
export function randomTimeline({ videos, seconds, clips, random }: TimelineRecipe): TimelineInput {
  const clip = (): ClipInput => {
    const length = 3 + 5 * random();
    const start = random() * (seconds - length);
    const video = videos[Math.floor(random() * videos.length)] ?? "";
    return { video, start: Number(start.toFixed(3)), end: Number((start + length).toFixed(3)) };
  };
  return { clips: Array.from({ length: clips }, clip) };
}
