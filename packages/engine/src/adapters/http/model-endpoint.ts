import { endpointUrl, type JsonEndpointOptions } from "./json-endpoint.ts";

/** A model behind one of the endpoints that OpenAI's API has. */
export interface ModelEndpointOptions extends Pick<JsonEndpointOptions, "apiKey" | "firstPauseMs"> {
  /** `https://host/v1`, or the whole address of the endpoint. */
  readonly url: string;
  readonly model: string;
  /** Milliseconds that one answer may take. Default: what such a model takes at the most. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Where such a model is asked.
 * @param path of the endpoint, below the API's base: `/embeddings`.
 * @param defaults where the options do not say.
 * @throws CutstreamError `model_unavailable` where the URL is none
 */
export function modelEndpoint(
  { url, model: _, ...rest }: ModelEndpointOptions,
  path: string,
  defaults: Pick<JsonEndpointOptions, "timeoutMs"> = {},
): JsonEndpointOptions {
  const code = "model_unavailable";
  return { ...defaults, ...rest, url: endpointUrl(url, path, code), code };
}
