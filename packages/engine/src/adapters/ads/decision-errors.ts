import { CutstreamError } from "../../errors.ts";

/** Says why a server decided nothing, in one sentence. */
export function decisionFailed(host: string, cause: unknown, signal?: AbortSignal): CutstreamError {
  if (cause instanceof CutstreamError && cause.code === "ad_decision_failed") return cause;
  return new CutstreamError("ad_decision_failed", reasonOf(host, cause, signal), { cause });
}

function reasonOf(host: string, cause: unknown, signal?: AbortSignal): string {
  if (signal?.aborted) return `${host} did not answer in time.`;
  const forbidden =
    cause instanceof CutstreamError ? cause : cause instanceof Error ? cause.cause : undefined;
  if (forbidden instanceof CutstreamError) return forbidden.message;
  if (!(cause instanceof Error)) return `${host} cannot be asked.`;
  // what is thrown below on purpose is a sentence; what the network throws is not
  return cause.message.endsWith(".") ? cause.message : `${host} cannot be reached.`;
}

/** @throws CutstreamError `ad_decision_failed` */
export function serverUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new CutstreamError("ad_decision_failed", `${JSON.stringify(text.slice(0, 200))} is no http(s) URL.`);
}
