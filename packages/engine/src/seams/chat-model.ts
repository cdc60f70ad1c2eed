import type { JsonObject } from "../moments/moment.ts";

/** A language model that answers with JSON. */
export interface ChatModel {
  /** Its name, for people. */
  readonly model: string;
  /**
   * Answers one message.
   * @param schema JSON Schema of the answer; a model may not keep to it, so that the caller checks.
   * @throws CutstreamError `model_unavailable`, `cancelled`
   */
  answer(request: ChatRequest, signal?: AbortSignal): Promise<unknown>;
}

export interface ChatRequest {
  /** What the model is to do, by whom it is asked. */
  readonly instructions: string;
  /** What it is to do it with: not to be trusted. */
  readonly message: string;
  /** JSON Schema of the answer. A model may not keep to it: check what comes back. */
  readonly schema: JsonObject;
}
