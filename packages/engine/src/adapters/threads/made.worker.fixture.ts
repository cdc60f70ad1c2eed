import { CutstreamError } from "../../errors.ts";
import { serveCalls } from "./serve-calls.ts";

let calls = 0;

serveCalls({
  count: async () => ({ result: ++calls }),
  double: async (values: Float32Array<ArrayBuffer>) => {
    const doubled = values.map((value) => value * 2);
    return { result: doubled, transfer: [doubled.buffer] };
  },
  wait: async (milliseconds: number) => {
    await new Promise((done) => setTimeout(done, milliseconds));
    return { result: milliseconds };
  },
  refuse: async () => {
    throw new CutstreamError("model_unavailable", "The model is of paper.");
  },
  fail: async () => {
    throw new TypeError("This is no picture.");
  },
  end: async () => process.exit(3),
});
