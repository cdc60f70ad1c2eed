import { WorkerThread } from "../../adapters/threads/worker-thread.ts";
import type { Proposal } from "./propose.ts";
import type { ProposeCall } from "./propose.worker.ts";

/** Works out what feedback suggests. */
export interface Proposer {
  /** @throws CutstreamError `cancelled` where it is closed meanwhile */
  propose(call: ProposeCall): Promise<Proposal>;
  close(): Promise<void>;
}

/** Proposes in a thread of its own: 200,000 rows take seconds, in which the event loop would answer nobody. */
export function createProposer(): Proposer {
  const thread = new WorkerThread({
    script: new URL("./propose.worker.ts", import.meta.url),
    failure: { code: "internal", message: "What viewers did could not be learned from." },
  });
  return {
    propose: (call) => thread.call<Proposal>("propose", call),
    close: () => thread.close(),
  };
}
