import type { TranscriberConfig } from "../../api/models.ts";
import type { Transcriber } from "../../seams/transcriber.ts";
import { createFolderTranscriber } from "./folder/folder-transcriber.ts";
import { createHttpTranscriber } from "./http/http-transcriber.ts";
import { createPocketsphinxTranscriber } from "./pocketsphinx/pocketsphinx-transcriber.ts";

/**
 * What turns speech into text; null for nothing. Whether it can, its `identify` says.
 * @throws CutstreamError `model_unavailable` where an endpoint's URL is none
 */
export function createTranscriber(config: TranscriberConfig = { kind: "pocketsphinx" }): Transcriber | null {
  switch (config.kind) {
    case "none":
      return null;
    case "pocketsphinx":
      return createPocketsphinxTranscriber();
    case "folder":
      return createFolderTranscriber(config);
    case "http":
      return createHttpTranscriber(config);
  }
}
