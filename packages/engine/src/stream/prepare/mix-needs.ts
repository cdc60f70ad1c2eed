import { AAC_FRAME_SAMPLES } from "@cutstream/media";
import type { AudioPlanView } from "../../api/music.ts";
import { MIX_RATE } from "../encoding/mix-sound.ts";
import type { Mixes } from "../encoding/mixes.ts";
import { mixesOf, project } from "../project/project.ts";
import type { BoundPlan } from "../project/tracks.ts";

/** How much of a plan's sound is encoded, and how much of that exists. */
export async function mixState(
  { variants: [spans = []] }: BoundPlan,
  mixes: Pick<Mixes, "readySize">,
): Promise<AudioPlanView> {
  if (!spans.some(({ bed }) => bed?.mixed)) return { encoded: 0, ready: 0 };
  const needed = mixesOf(project(spans, "default"));
  let ready = 0;
  let encoded = 0;
  for (const path of needed) {
    encoded += path.count;
    if ((await mixes.readySize(path)) !== undefined) ready += path.count;
  }
  const seconds = (frames: number) => (frames * AAC_FRAME_SAMPLES) / MIX_RATE;
  return { encoded: seconds(encoded), ready: seconds(ready) };
}
