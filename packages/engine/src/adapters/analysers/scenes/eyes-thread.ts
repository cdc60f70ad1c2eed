import { WorkerThread } from "../../threads/worker-thread.ts";
import type { LookRequest, StillFindings } from "./still.ts";

/** What looks at pictures, one at a time. */
export interface Looker {
  /** @throws CutstreamError `analyser_failed`, `cancelled` */
  look(request: LookRequest, signal: AbortSignal): Promise<StillFindings>;
  close(): Promise<void>;
}

/** Opens a thread that looks at pictures with all networks. */
export function openEyes(): Looker {
  const thread = new WorkerThread({
    script: new URL("./scenes.worker.ts", import.meta.url),
    failure: { code: "analyser_failed", message: "The thread that looks at scenes broke." },
  });
  return {
    look: (request, signal) => thread.call<StillFindings>("look", request, { signal }),
    close: () => thread.close(),
  };
}
