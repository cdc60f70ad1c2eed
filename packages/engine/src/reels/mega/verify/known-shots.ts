import type { JobView } from "../../../api/jobs.ts";
import { CutstreamError } from "../../../errors.ts";
import { type LibraryVersion, mainTrack } from "../../../library/library.ts";
import type { JsonObject, MomentRow } from "../../../moments/moment.ts";
import type { Catalog } from "../../../seams/catalog.ts";
import type { MomentStore } from "../../../seams/moment-store.ts";
import type { DetectedShot } from "./compare-cuts.ts";

export interface KnownShotsParts {
  readonly catalog: Pick<Catalog, "indexes">;
  readonly moments: Pick<MomentStore, "momentsOf">;
  readonly analyse: (video: string, analysers: readonly string[]) => Promise<readonly JobView[]>;
  /** Resolves once a job has ended, with what it was last. */
  readonly ended: (job: string, signal: AbortSignal) => Promise<JobView | undefined>;
}

const SHOTS = "shots";

/**
 * Shots of a version of a video: those that its analysis found, which is begun and waited for where there is none.
 * @throws CutstreamError `analyser_failed` with what the analysis ended in
 */
export function createKnownShots({ catalog, moments, analyse, ended }: KnownShotsParts) {
  const isKnown = async (video: string, version: string): Promise<boolean> => {
    const rows = await catalog.indexes(video, SHOTS);
    return rows.some((row) => row.status === "ready" && row.version === version && row.analyser !== null);
  };

  return async (
    video: string,
    version: LibraryVersion,
    signal: AbortSignal,
  ): Promise<readonly DetectedShot[]> => {
    if (!(await isKnown(video, version.id))) {
      const [job] = await analyse(video, [SHOTS]);
      const last = job && (await ended(job.id, signal));
      signal.throwIfAborted();
      if (last?.status !== "done") {
        const why = last?.error?.message ?? "it did not end.";
        throw new CutstreamError("analyser_failed", `The shots of video ${video} were not found: ${why}`);
      }
    }
    const { frameFlicks } = mainTrack(version);
    return (await moments.momentsOf(video, SHOTS)).map((moment) => shotOf(moment, frameFlicks));
  };
}

function shotOf({ start, metadata, detail }: MomentRow, frameFlicks: number): DetectedShot {
  const { transitionStartFrame: from, transitionEndFrame: to } = (detail ?? {}) as JsonObject;
  const isCut = metadata.transition === "cut" || metadata.transition === "start";
  const at = Math.round(start / frameFlicks);
  return typeof from === "number" && typeof to === "number" ? { at, isCut, from, to } : { at, isCut };
}
