import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { expect } from "vitest";

/** An answer, read to its end. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * Sends a request whose target goes out as it is written: `fetch` would tidy up `..` and refuse what no client of good
 * will sends.
 */
export function sendRaw(
  server: { readonly url: string },
  target: string,
  options: RawRequest = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method = "GET", headers = {} } = options;
    const request = httpRequest(server.url, { method, path: target, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on("error", reject);
    request.end(options.body);
  });
}

/** Sends a value as JSON, or a text as if it were JSON. */
export function postJson(
  server: { readonly url: string },
  target: string,
  body: unknown,
  method = "POST",
): Promise<RawAnswer> {
  return sendRaw(server, target, {
    method,
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** What an error's answer is to be; `message` is to name the value and its place. */
export interface ExpectedError {
  readonly status: number;
  readonly code: string;
  readonly message?: RegExp;
  readonly path?: string;
}

/** Holds an answer against the error that it should be; every error also says how to mend it, and its request. */
export function expectError(answer: RawAnswer, { status, code, message, path }: ExpectedError): void {
  const at = `${answer.status} ${answer.text.slice(0, 500)}`;
  expect(answer.status, at).toBe(status);
  expect(answer.headers["content-type"], at).toContain("application/json");
  const { error } = JSON.parse(answer.text) as { error: Record<string, string> };
  expect(error.code, at).toBe(code);
  if (message) expect(error.message, at).toMatch(message);
  if (path !== undefined) expect(error.path, at).toBe(path);
  expect(error.remedy?.length, at).toBeGreaterThan(5);
  expect(error.requestId, at).toBe(answer.headers["x-request-id"]);
}
