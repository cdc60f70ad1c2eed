import { serveCalls } from "../../adapters/threads/serve-calls.ts";
import { encodeModel } from "./model-codec.ts";
import { type Interactions, type TrainOptions, trainFactors } from "./train-factors.ts";

/** What the thread is given. */
export interface TrainCall {
  readonly interactions: Interactions;
  readonly options: TrainOptions;
}

serveCalls({
  async train({ interactions, options }: TrainCall) {
    return { result: encodeModel(trainFactors(interactions, options)) };
  },
});
