import { workerData } from "node:worker_threads";
import { serveCalls } from "../threads/serve-calls.ts";
import type { ModelFolderFiles } from "./model-folder.ts";
import { TextModel } from "./text-model.ts";

let model: Promise<TextModel> | undefined;

serveCalls({
  embed: async (texts: string[]) => {
    model ??= TextModel.load(workerData as ModelFolderFiles);
    const result = await (await model).embed(texts);
    return { result, transfer: [result.values.buffer] };
  },
});
