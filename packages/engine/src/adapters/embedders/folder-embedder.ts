import type { Embedder } from "../../seams/embedder.ts";
import { withQueryCache } from "./cached.ts";
import { readModelFolder } from "./model-folder.ts";
import { ModelThread } from "./model-thread.ts";
import { plainText } from "./text.ts";

/** A model in a folder. */
export interface FolderEmbedderOptions {
  /** A folder as model hubs have it: an ONNX file and `tokenizer.json`. */
  readonly folder: string;
  /** Dimensions that its vectors must have. Default: those that they have. */
  readonly dimensions?: number | undefined;
}

/** Characters, about 1,000 tokens: more than most models read. */
const LONGEST = 4000;

/**
 * An embedder in a folder of the user's: a sentence transformer exported to ONNX, in a thread of its own. Its
 * dimensions are 0 until the first answer where they are not given.
 * @throws CutstreamError `model_unavailable` where the folder does not hold such a model
 */
export function createFolderEmbedder({ folder, dimensions }: FolderEmbedderOptions): Embedder {
  const files = readModelFolder(folder);
  const script = new URL("./folder.worker.ts", import.meta.url);
  const thread = new ModelThread({ name: files.name, folder, script, files, dimensions });
  return withQueryCache({
    model: files.name,
    get dimensions() {
      return thread.dimensions;
    },
    embed: (texts, signal) => {
      const plain = texts.map((text) => plainText(text, LONGEST));
      return thread.embedTexts("embed", plain, signal);
    },
    close: () => thread.close(),
  });
}
