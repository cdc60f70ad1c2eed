import { CutstreamError } from "../../../errors.ts";
import {
  SPEECH_SAMPLE_RATE,
  type TranscribeContext,
  type TranscribedSegment,
  type Transcriber,
} from "../../../seams/transcriber.ts";
import { installedVersion, missingPackage } from "../../packages.ts";
import { splitAtSilence } from "../split-at-silence.ts";
import { findModel } from "./model-folder.ts";
import { recogniserConfig } from "./recogniser-config.ts";
import { RecogniserProcess } from "./recogniser-process.ts";
import { RecogniserResult, segmentOf } from "./token-words.ts";

export interface FolderTranscriberOptions {
  /** Folder of a model that sherpa-onnx reads. */
  readonly folder: string;
  /** What is imported to run it. Default: the package sherpa-onnx-node. */
  readonly module?: string | undefined;
}

const PACKAGE = "sherpa-onnx-node";
/** Seconds that are recognised at a time: Whisper hears thirty at most. */
const PART_SECONDS = 25;

/**
 * A transcriber that runs a model in a folder of this machine with sherpa-onnx, in a process of its own. Which models
 * it knows, {@link findModel} says.
 */
export function createFolderTranscriber({ folder, module = PACKAGE }: FolderTranscriberOptions): Transcriber {
  const requirePackage = (): string => {
    if (module !== PACKAGE) return module;
    if (missingPackage([PACKAGE]) === undefined) return `${PACKAGE}@${installedVersion(PACKAGE)}`;
    throw new CutstreamError(
      "analyser_unavailable",
      `The package ${PACKAGE} is not installed: npm i ${PACKAGE}`,
    );
  };
  return {
    async identify() {
      const version = requirePackage();
      const { kind, files } = await findModel(folder);
      return { model: kind, version, settings: { folder, files: Object.values(files) } };
    },
    transcribe(sound, context) {
      requirePackage();
      return transcribe(sound, context, folder, module);
    },
  };
}

async function* transcribe(
  sound: AsyncIterable<Float32Array>,
  { signal, language }: TranscribeContext,
  folder: string,
  module: string,
): AsyncGenerator<TranscribedSegment, void, undefined> {
  const spoken = language === null ? null : new Intl.Locale(language).language;
  const config = recogniserConfig(await findModel(folder), SPEECH_SAMPLE_RATE, spoken);
  const recogniser = await RecogniserProcess.start();
  try {
    await recogniser.ask({ open: { module, config } }, signal);
    for await (const { start, samples } of splitAtSilence(sound, SPEECH_SAMPLE_RATE, PART_SECONDS)) {
      const result = await recogniser.ask({ samples, sampleRate: SPEECH_SAMPLE_RATE }, signal);
      const parsed = RecogniserResult.safeParse(result);
      if (!parsed.success) {
        const message = "sherpa-onnx answers with something that is no result.";
        throw new CutstreamError("analyser_failed", message, { cause: parsed.error });
      }
      const segment = segmentOf(parsed.data, start, samples.length / SPEECH_SAMPLE_RATE);
      if (segment) yield segment;
    }
  } finally {
    await recogniser.close();
  }
}
