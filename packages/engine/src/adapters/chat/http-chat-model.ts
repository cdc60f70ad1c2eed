import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import type { ChatModel } from "../../seams/chat-model.ts";
import { postJson } from "../http/json-endpoint.ts";
import { type ModelEndpointOptions, modelEndpoint } from "../http/model-endpoint.ts";

/** Somebody waits. */
const TIMEOUT_MS = 20_000;

const Completion = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })], z.unknown()),
});

/**
 * A language model behind an OpenAI-compatible `/chat/completions`, held to a JSON Schema by `response_format`.
 * @throws CutstreamError `model_unavailable` where the URL is none
 */
export function createHttpChatModel(options: ModelEndpointOptions): ChatModel {
  const { model } = options;
  const endpoint = modelEndpoint(options, "/chat/completions", { timeoutMs: TIMEOUT_MS });
  const unusable = (what: string, cause?: unknown) =>
    new CutstreamError("model_unavailable", `${model} at ${endpoint.url.host} ${what}.`, { cause });
  return {
    model,
    async answer({ instructions, message, schema }, signal) {
      const body = {
        model,
        temperature: 0,
        messages: [
          { role: "system", content: instructions },
          { role: "user", content: message },
        ],
        response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
      };
      const completion = Completion.safeParse(await postJson(endpoint, body, signal));
      if (!completion.success) throw unusable("gives no message", completion.error);
      const { content } = completion.data.choices[0].message;
      try {
        return JSON.parse(content);
      } catch (cause) {
        throw unusable("answers with something that is no JSON", cause);
      }
    },
  };
}
