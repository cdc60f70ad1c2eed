import { createLooksAnalyser } from "../adapters/analysers/looks/looks-analyser.ts";
import { createScenesAnalyser } from "../adapters/analysers/scenes/scenes-analyser.ts";
import { createShotsAnalyser } from "../adapters/analysers/shots/shots-analyser.ts";
import { createSoundAnalyser } from "../adapters/analysers/sound/sound-analyser.ts";
import { createSpeechAnalyser } from "../adapters/analysers/speech/speech-analyser.ts";
import { createSubjectsAnalyser } from "../adapters/analysers/subjects/subjects-analyser.ts";
import { createHttpCaptioner } from "../adapters/captioners/http-captioner.ts";
import { createHttpChatModel } from "../adapters/chat/http-chat-model.ts";
import { createFolderEmbedder } from "../adapters/embedders/folder-embedder.ts";
import { createFolderImageEmbedder } from "../adapters/embedders/folder-image-embedder.ts";
import { createHttpEmbedder } from "../adapters/embedders/http-embedder.ts";
import { createLocalEmbedder } from "../adapters/embedders/local-embedder.ts";
import { createTranscriber } from "../adapters/transcribers/create-transcriber.ts";
import { createApertiumTranslator } from "../adapters/translators/apertium-translator.ts";
import { createChatTranslator } from "../adapters/translators/chat-translator.ts";
import type { ModelConfig } from "../api/models.ts";
import type { Analyser } from "../seams/analyser.ts";
import type { ChatModel } from "../seams/chat-model.ts";
import type { Embedder } from "../seams/embedder.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";
import type { Translator } from "../seams/translator.ts";

/** Milliseconds that a model may take over one batch of subtitles: nobody waits for it that long. */
const TRANSLATION_TIMEOUT_MS = 120_000;

/** What turns texts into vectors; null for nothing. Loads with its first use. */
export function createEmbedder({ embedder = { kind: "local" } }: ModelConfig = {}): Embedder | null {
  switch (embedder.kind) {
    case "none":
      return null;
    case "local":
      return createLocalEmbedder();
    case "folder":
      return createFolderEmbedder(embedder);
    case "http":
      return createHttpEmbedder(embedder);
  }
}

/** What turns pictures and texts into vectors of one space; null for nothing. Loads with its first use. */
export function createImageEmbedder({
  imageEmbedder = { kind: "none" },
}: ModelConfig = {}): ImageEmbedder | null {
  return imageEmbedder.kind === "none" ? null : createFolderImageEmbedder(imageEmbedder);
}

/**
 * Everything that finds moments in videos by itself, in the order in which they need one another.
 * @param imageEmbedder null: how pictures look is not remembered
 */
export function createAnalysers(
  { captioner = { kind: "none" }, transcriber }: ModelConfig = {},
  imageEmbedder: ImageEmbedder | null = null,
): Analyser[] {
  return [
    createShotsAnalyser(),
    createSpeechAnalyser({ transcriber: createTranscriber(transcriber) }),
    createSoundAnalyser(),
    createScenesAnalyser(captioner.kind === "none" ? {} : { captioner: createHttpCaptioner(captioner) }),
    ...(imageEmbedder ? [createLooksAnalyser(imageEmbedder)] : []),
    createSubjectsAnalyser(),
  ];
}

/** What translates subtitles, in the order in which they are asked. */
export function createTranslators({ translator = { kind: "apertium" } }: ModelConfig = {}): Translator[] {
  if (translator.kind === "none") return [];
  if (translator.kind === "apertium") return [createApertiumTranslator()];
  return [createChatTranslator(createHttpChatModel({ ...translator, timeoutMs: TRANSLATION_TIMEOUT_MS }))];
}

/** What reads prompts; null: rules do. */
export function createPlanner({ planner = { kind: "none" } }: ModelConfig = {}): ChatModel | null {
  return planner.kind === "none" ? null : createHttpChatModel(planner);
}
