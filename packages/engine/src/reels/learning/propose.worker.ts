import { serveCalls } from "../../adapters/threads/serve-calls.ts";
import type { Feedback } from "../../api/learning.ts";
import { type Learned, propose } from "./propose.ts";

/** What the thread is given. */
export interface ProposeCall {
  readonly feedback: readonly Feedback[];
  readonly current: Learned;
  readonly attempt: number;
}

serveCalls({
  async propose({ feedback, current, attempt }: ProposeCall) {
    return { result: propose(feedback, current, attempt) };
  },
});
