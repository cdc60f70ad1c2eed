import { createHttpChatModel } from "./adapters/chat/http-chat-model.ts";
import { createHttpEmbedder } from "./adapters/embedders/http-embedder.ts";
import { createLocalEmbedder } from "./adapters/embedders/local-embedder.ts";
import type { ModelConfig } from "./api.ts";
import { CutstreamError } from "./errors.ts";
import type { ChatModel } from "./seams/chat-model.ts";
import type { Embedder } from "./seams/embedder.ts";

/** What turns texts into vectors; null for nothing. Loads with its first use. */
export function createEmbedder({ embedder = { kind: "local" } }: ModelConfig = {}): Embedder | null {
  switch (embedder.kind) {
    case "none":
      return null;
    case "local":
      return createLocalEmbedder();
    case "folder":
      throw new CutstreamError("model_unavailable", `No embedding model is read from ${embedder.folder}.`);
    case "http":
      return createHttpEmbedder(embedder);
  }
}

/** What reads prompts; null: rules do. */
export function createPlanner({ planner = { kind: "none" } }: ModelConfig = {}): ChatModel | null {
  return planner.kind === "none" ? null : createHttpChatModel(planner);
}
