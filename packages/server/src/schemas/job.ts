import { z } from "zod";
import { storedError, timestamp } from "./common.ts";

/** A job as it is shown, and as its events carry it. */
export const jobView = z
  .object({
    id: z.string(),
    kind: z.string().meta({ examples: ["ingest", "ladder", "heads", "render"] }),
    video: z.string(),
    status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    stage: z.string(),
    progress: z.number().min(0).max(1),
    attempts: z.int(),
    error: storedError.exactOptional(),
    requestId: z.string().exactOptional().meta({ description: "Of the request that queued it." }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: "Job" });

/** Answer of routes that start a job on something that exists. */
export const jobAccepted = z.object({ job: jobView });
