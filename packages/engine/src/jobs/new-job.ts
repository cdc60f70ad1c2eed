import { randomBytes } from "node:crypto";
import { currentOrigin } from "../observe/request-context.ts";
import type { JobRow } from "../seams/catalog.ts";

/**
 * A job of a kind for a video, as it is before anything was done for it. It remembers the request that is served here.
 * @param now milliseconds since 1970.
 */
export function newJob(kind: string, video: string, payload: unknown, now: number): JobRow {
  const id = `job_${randomBytes(10).toString("hex")}`;
  const state = { status: "queued", stage: "waiting", progress: 0, attempts: 0, error: null } as const;
  const origin = currentOrigin();
  return { id, kind, payload, video, ...state, ...(origin && { origin }), createdAt: now, updatedAt: now };
}
