import { setTimeout as sleep } from "node:timers/promises";
import { CutstreamError, type ErrorCode } from "../../errors.ts";

/** An HTTP endpoint that takes JSON or a form, and gives JSON. */
export interface JsonEndpointOptions {
  readonly url: URL;
  /** Sent as a bearer token (RFC 6750 §2.1). */
  readonly apiKey?: string | undefined;
  /** Code of the errors thrown. */
  readonly code: ErrorCode;
  /** Milliseconds that one answer may take. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds before the first repetition; each further one waits twice as long. Default 500. */
  readonly firstPauseMs?: number | undefined;
}

/** Times that a request is sent in all. */
const ATTEMPTS = 4;
const TIMEOUT_MS = 60_000;
const FIRST_PAUSE_MS = 500;
/** What an endpoint may ask for with Retry-After at most (RFC 9110 §10.2.3). */
const LONGEST_PAUSE_MS = 30_000;
const KEPT_OF_COMPLAINT = 300;
/** Bytes. A batch of embeddings has a tenth of it. */
const LARGEST_ANSWER = 64 * 2 ** 20;

/** A body that is no JSON, as it goes over the wire. */
export class EncodedBody {
  /** Of the header `Content-Type`. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;

  constructor(type: string, bytes: Uint8Array<ArrayBuffer>) {
    this.type = type;
    this.bytes = bytes;
  }
}

/** What may go away by itself. */
class Passing extends Error {
  readonly pauseMs: number | undefined;
  constructor(message: string, pauseMs?: number, cause?: unknown) {
    super(message, { cause });
    this.pauseMs = pauseMs;
  }
}

/** The URL of one of an API's endpoints. Takes the base that OpenAI's SDKs take, `https://host/v1`, or the whole. */
export function endpointUrl(base: string, path: string, code: ErrorCode): URL {
  const url = URL.parse(base);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CutstreamError(code, `${JSON.stringify(base)} is no http(s) URL.`);
  }
  const folder = url.pathname.replace(/(?<!\/)\/+$/, "");
  if (!folder.endsWith(path)) url.pathname = folder + path;
  return url;
}

/**
 * Posts JSON, or an {@link EncodedBody}, and gives what comes back, parsed. Where the endpoint is busy (429), in trouble (5xx), silent or not to
 * be reached, the request is repeated a few times.
 * @throws CutstreamError the endpoint's code, naming the host and what it said; `cancelled`
 */
export async function postJson(
  endpoint: JsonEndpointOptions,
  body: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const firstPause = endpoint.firstPauseMs ?? FIRST_PAUSE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await postOnce(endpoint, body, signal);
    } catch (error) {
      if (signal?.aborted) throw new CutstreamError("cancelled", "The work was cancelled.", { cause: error });
      if (!(error instanceof Passing)) throw error;
      if (attempt === ATTEMPTS) {
        throw new CutstreamError(endpoint.code, `${error.message} It was asked ${ATTEMPTS} times.`, {
          cause: error.cause ?? error,
        });
      }
      const pause = Math.min(error.pauseMs ?? firstPause * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      await sleep(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  }
}

async function postOnce(
  endpoint: JsonEndpointOptions,
  body: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const { url, apiKey, timeoutMs = TIMEOUT_MS } = endpoint;
  const deadline = AbortSignal.timeout(timeoutMs);
  let status: number;
  let retryAfter: string | null;
  let text: string;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": body instanceof EncodedBody ? body.type : "application/json",
        accept: "application/json",
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      body: body instanceof EncodedBody ? body.bytes : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      // Whoever answers in its place must not send us to addresses of his own.
      redirect: "manual",
    });
    status = response.status;
    retryAfter = response.headers.get("retry-after");
    text = await boundedText(response, endpoint);
  } catch (cause) {
    if (cause instanceof CutstreamError) throw cause;
    const silent = deadline.aborted ? `did not answer within ${timeoutMs / 1000} s` : "cannot be reached";
    throw new Passing(`${url.host} ${silent}.`, undefined, cause);
  }
  if (status >= 200 && status < 300) return parse(text, endpoint);
  const complaint = text.replace(/\s+/g, " ").slice(0, KEPT_OF_COMPLAINT);
  const message = `${url.host}${url.pathname} answers with status ${status}: ${complaint}`;
  if (status === 429 || status >= 500) throw new Passing(message, seconds(retryAfter));
  throw new CutstreamError(endpoint.code, message);
}

/** What is packed counts as large as it unpacks. */
async function boundedText(
  { body }: Response,
  { url, code }: Pick<JsonEndpointOptions, "url" | "code">,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) {
      const message = `${url.host}${url.pathname} answers with more than ${LARGEST_ANSWER} bytes.`;
      throw new CutstreamError(code, message);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}

function parse(text: string, { url, code }: JsonEndpointOptions): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CutstreamError(code, `${url.host}${url.pathname} answers with something that is no JSON.`, {
      cause,
    });
  }
}

/** Milliseconds of a Retry-After that is given in seconds. */
function seconds(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}
