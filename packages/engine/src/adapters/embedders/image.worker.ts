import { workerData } from "node:worker_threads";
import type { RgbImage } from "../../seams/image-embedder.ts";
import { serveCalls } from "../threads/serve-calls.ts";
import type { ImageFolderFiles } from "./image-folder.ts";
import { TextModel } from "./text-model.ts";
import { VisionModel } from "./vision-model.ts";

// Each tower is loaded with its first use: whoever only asks needs but the one that reads.
const files = workerData as ImageFolderFiles;
let reader: Promise<TextModel> | undefined;
let viewer: Promise<VisionModel> | undefined;

serveCalls({
  embedTexts: async (texts: string[]) => {
    reader ??= TextModel.load(files.text);
    const result = await (await reader).embed(texts);
    return { result, transfer: [result.values.buffer] };
  },
  embedImages: async (pictures: RgbImage[]) => {
    viewer ??= VisionModel.load(files.vision);
    const result = await (await viewer).embed(pictures);
    return { result, transfer: [result.values.buffer] };
  },
});
