import { availableParallelism } from "node:os";
import type { FolderModel } from "./model-folder.ts";

/** What `OfflineRecognizer` of sherpa-onnx-node is made with. */
export type RecogniserConfig = Readonly<Record<string, unknown>>;

const WORDS_OF_EVERYTHING = "auto";

/** The configuration of a recogniser for a model, with half the processors. @param language ISO 639-1 */
export function recogniserConfig(
  { kind, files, tokens }: FolderModel,
  sampleRate: number,
  language: string | null,
): RecogniserConfig {
  const numThreads = Math.max(1, Math.floor(availableParallelism() / 2));
  return {
    featConfig: { sampleRate, featureDim: 80 },
    modelConfig: { ...modelConfig(kind, files, language), tokens, numThreads, provider: "cpu", debug: 0 },
  };
}

function modelConfig(
  kind: FolderModel["kind"],
  files: FolderModel["files"],
  language: string | null,
): object {
  switch (kind) {
    case "whisper":
      return {
        whisper: { ...files, language: language ?? "", task: "transcribe", enableTokenTimestamps: 1 },
      };
    case "transducer":
      return { transducer: files };
    case "sense-voice":
      return {
        senseVoice: { ...files, language: language ?? WORDS_OF_EVERYTHING, useInverseTextNormalization: 1 },
      };
    case "zipformer-ctc":
      return { zipformerCtc: files };
  }
}
