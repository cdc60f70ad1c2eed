import { CutstreamError } from "../errors.ts";
import type { JobRow } from "../seams/catalog.ts";

/** Why a job is made to stop before its end; `lost`: another node may have it by now. */
export type StopReason = "cancel" | "close" | "lost";

const WHY: Readonly<Record<StopReason, string>> = {
  cancel: "The job was cancelled.",
  close: "The server closes.",
  lost: "The connection that kept the job for this node broke.",
};

/** A job in the runner's hands: waiting for its turn, running, or being brought to an end. */
export class LiveJob {
  /** As it is now; the catalog may be a moment behind. */
  row: JobRow;
  phase: "waiting" | "running" | "ending" = "waiting";
  readonly #abort = new AbortController();
  readonly #settled = Promise.withResolvers<JobRow>();
  #stopReason: StopReason | undefined;

  constructor(row: JobRow) {
    this.row = row;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why it was told to stop; undefined where it was not. */
  get stopReason(): StopReason | undefined {
    return this.#stopReason;
  }

  /** The row once the runner has let go of the job. */
  get settled(): Promise<JobRow> {
    return this.#settled.promise;
  }

  /** Tells the handler to give up. Cancelling outweighs closing: a job that was cancelled is not to be resumed. */
  stop(reason: StopReason): void {
    if (this.#stopReason !== "cancel") this.#stopReason = reason;
    this.#abort.abort(new CutstreamError("cancelled", WHY[reason]));
  }

  settle(): void {
    this.#settled.resolve(this.row);
  }
}
