import type { ImageEmbedder } from "../../seams/image-embedder.ts";
import { withQueryCache } from "./cached.ts";
import { readImageFolder } from "./image-folder.ts";
import { ModelThread } from "./model-thread.ts";
import { plainText } from "./text.ts";

/** Characters: more than CLIP's 77 tokens. */
const LONGEST = 500;

/**
 * A model of pictures and texts in a folder of the user's: CLIP exported to ONNX as two towers, in a thread of its own.
 * @throws CutstreamError `model_unavailable` where the folder does not hold such a model
 */
export function createFolderImageEmbedder({ folder }: { readonly folder: string }): ImageEmbedder {
  const files = readImageFolder(folder);
  const { name } = files;
  const script = new URL("./image.worker.ts", import.meta.url);
  const mismatch = "Its two towers must be of one model: vectors of pictures and of texts are compared.";
  const thread = new ModelThread({ name, folder, script, files, mismatch });
  const texts = withQueryCache({
    model: name,
    dimensions: 0,
    embed: (given, signal) => {
      const plain = given.map((text) => plainText(text, LONGEST));
      return thread.embedTexts("embedTexts", plain, signal);
    },
    close: () => thread.close(),
  });
  return {
    model: name,
    get dimensions() {
      return thread.dimensions;
    },
    // One at a time: together they are no faster, and whoever asks something waits for one at most.
    embedImages: (pictures, signal) =>
      thread.embed("embedImages", pictures, { signal, batch: 1, priority: 0 }),
    embedTexts: (given, signal) => texts.embed(given, signal),
    close: () => texts.close(),
  };
}
