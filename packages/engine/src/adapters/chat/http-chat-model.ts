import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import type { ChatModel } from "../../seams/chat-model.ts";
import { endpointUrl, postJson } from "../http/json-endpoint.ts";

/** An endpoint that chats as OpenAI's does. */
export interface HttpChatModelOptions {
  /** `https://host/v1`, or the whole address of its `/chat/completions`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  /** Milliseconds that one answer may take. Default 20,000: somebody waits. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds before a request is repeated for the first time. Default 500. */
  readonly firstPauseMs?: number | undefined;
}

const TIMEOUT_MS = 20_000;

const Completion = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })], z.unknown()),
});

/**
 * A language model behind an OpenAI-compatible `/chat/completions`, held to a JSON Schema by `response_format`.
 * @throws CutstreamError `model_unavailable` where the URL is none
 */
export function createHttpChatModel({ url, model, ...rest }: HttpChatModelOptions): ChatModel {
  const code = "model_unavailable";
  const endpoint = {
    timeoutMs: TIMEOUT_MS,
    ...rest,
    url: endpointUrl(url, "/chat/completions", code),
    code,
  } as const;
  const unusable = (what: string, cause?: unknown) =>
    new CutstreamError(code, `${model} at ${endpoint.url.host} ${what}.`, { cause });
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
