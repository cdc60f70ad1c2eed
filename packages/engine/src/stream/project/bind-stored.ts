import type { Library } from "../../library/library.ts";
import type { TextStore } from "../../subtitles/text-store.ts";
import { readCaptions } from "../captions/read-captions.ts";
import type { Plan } from "../plan/plan.ts";
import { type BoundPlan, bindPlan } from "./tracks.ts";

/** Binds a plan to the versions that it plays. @throws CutstreamError `media_not_found` where one was deleted. */
export type PlanBinder = (plan: Plan) => Promise<BoundPlan>;

/** Makes a binder over what is stored. */
export function createPlanBinder({
  library,
  texts,
}: {
  readonly library: Pick<Library, "version">;
  readonly texts: Pick<TextStore, "get">;
}): PlanBinder {
  return async (plan) => {
    const ids = new Set([...Object.keys(plan.renditions), ...(plan.music ? [plan.music.version] : [])]);
    const found = await Promise.all([...ids].map((id) => library.version(id)));
    const captions = await readCaptions(plan, texts);
    return bindPlan(plan, new Map(found.map((version) => [version.id, version])), captions);
  };
}
