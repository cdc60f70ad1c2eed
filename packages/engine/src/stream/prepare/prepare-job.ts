import { z } from "zod";
import type { PrepareRequest } from "../../api/videos.ts";
import { CutstreamError } from "../../errors.ts";
import type { Library, LibraryVersion } from "../../library/library.ts";
import type { JobHandler } from "../../seams/job-queue.ts";
import { type Rendered, renderedKey } from "../encoding/rendered.ts";
import { type PlanOptions, planTimeline } from "../plan/plan.ts";
import { decodePlan, encodePlan } from "../plan/plan-codec.ts";
import { bindPlan } from "../project/tracks.ts";
import { neededSegments, transformsOf } from "./plan-state.ts";

/** What a job works on that renders a video ahead of time: the plan of a stream of all of it. */
export interface PreparePayload {
  readonly plan: string;
}

/** The same where nothing was planned yet: what a collection asks for of a video. */
export interface AskedPayload {
  readonly request: PrepareRequest;
}

const schema = z.union([
  z.object({ plan: z.string() }) satisfies z.ZodType<PreparePayload>,
  z.object({ request: z.custom<PrepareRequest>((value) => typeof value === "object" && value !== null) }),
]);

/**
 * The payload of a job that renders all of a video.
 * @param surface images that overlays show, and subjects that windows follow.
 * @throws CutstreamError `invalid_request` where nothing is to be drawn, `invalid_reframe`, `invalid_overlay`,
 * `too_many_overlays`, `asset_not_found`
 */
export function preparePayload(
  video: string,
  version: LibraryVersion,
  { reframe, overlays = [] }: PrepareRequest,
  surface: Required<Pick<PlanOptions, "images">> & Pick<PlanOptions, "subjects">,
): PreparePayload {
  if (!reframe && overlays.length === 0) {
    throw new CutstreamError("invalid_request", "There is nothing to prepare: give a reframe, or overlays.", {
      path: "reframe",
    });
  }
  const clip = { video, start: { frame: 0 }, end: { frame: version.manifest.frameCount } };
  const timeline = { clips: [clip], overlays, ...(reframe && { reframe }) };
  const options = { container: "fmp4", render: "segments", ...surface } as const;
  return { plan: encodePlan(planTimeline(timeline, new Map([[video, version]]), options)) };
}

/** Renders a video in every rendition, behind everything that somebody waits for. */
export function createPrepareJob(parts: {
  readonly library: Library;
  readonly rendered: Rendered;
  /** Plans what is asked for of a video as it is now. Throws as {@link preparePayload}, and where it is not ready. */
  readonly planOf: (video: string, request: PrepareRequest, signal: AbortSignal) => Promise<PreparePayload>;
}): JobHandler {
  const { library, rendered, planOf } = parts;
  return async ({ job, signal, report }) => {
    const payload = schema.parse(job.payload);
    const { plan: text } = "plan" in payload ? payload : await planOf(job.video, payload.request, signal);
    const plan = decodePlan(text);
    const found = await Promise.all(Object.keys(plan.renditions).map((id) => library.version(id)));
    const bound = bindPlan(plan, new Map(found.map((version) => [version.id, version])));
    await rendered.register(transformsOf(bound));
    const wanted = new Map(bound.variants.flatMap(neededSegments).map((id) => [renderedKey(id), id]));
    for (const [done, id] of [...wanted.values()].entries()) {
      report("render", done / wanted.size);
      await rendered.prepare(id, signal);
    }
  };
}
