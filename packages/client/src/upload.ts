import { CutstreamError } from "./errors.ts";
import type { Http } from "./http.ts";
import { pause } from "./pause.ts";
import type { Cancellable } from "./types.ts";

/** How a file is sent. */
export interface UploadOptions extends Cancellable {
  /** Name of the file, where the blob has none. */
  readonly fileName?: string;
  /** Bytes a request. Default 16 MiB. */
  readonly chunkBytes?: number;
  /** Called with the bytes the server has, and all there are (undefined while a stream goes on). */
  readonly onProgress?: (sent: number, total: number | undefined) => void;
}

const CHUNK = 16 * 1024 * 1024;
const ATTEMPTS = 5;
const TUS = { "tus-resumable": "1.0.0" };

/**
 * Sends a file in pieces (protocol tus 1.0), each of which is tried again where the connection breaks.
 * @returns the upload's id, for `POST /v1/videos`.
 */
export async function sendUpload(
  http: Http,
  file: Blob | ReadableStream<Uint8Array>,
  options: UploadOptions,
): Promise<string> {
  const total = file instanceof Blob ? file.size : undefined;
  const fileName = options.fileName ?? (file instanceof File ? file.name : "");
  const id = await createUpload(http, total, { ...options, fileName });
  let sent = 0;
  for await (const piece of pieces(file, options.chunkBytes ?? CHUNK)) {
    await sendPiece(http, id, sent, piece, options);
    sent += piece.size;
    options.onProgress?.(sent, total);
  }
  if (total === undefined) {
    // Only now is it known how long it was.
    await patch(http, id, sent, new Blob(), options, { "upload-length": String(sent) });
  }
  return id;
}

/** Only the signal of some options. */
export function cancellable({ signal }: Cancellable): Cancellable {
  return signal === undefined ? {} : { signal };
}

async function createUpload(http: Http, total: number | undefined, options: UploadOptions): Promise<string> {
  const length = total === undefined ? { "upload-defer-length": "1" } : { "upload-length": String(total) };
  const metadata = options.fileName ? { "upload-metadata": `filename ${base64(options.fileName)}` } : {};
  const response = await http.send("/v1/uploads", {
    method: "POST",
    headers: { ...TUS, ...length, ...metadata },
    ...cancellable(options),
  });
  const id = /([^/]+)\/?$/.exec(response.headers.get("location") ?? "")?.[1];
  if (id !== undefined) return id;
  throw new CutstreamError("The server did not say where to upload to.", {
    code: "unexpected_answer",
    remedy: "Check that a proxy in between keeps the Location header.",
    status: response.status,
  });
}

async function sendPiece(
  http: Http,
  id: string,
  at: number,
  piece: Blob,
  options: UploadOptions,
): Promise<void> {
  let done = 0;
  for (let attempt = 1; done < piece.size; attempt++) {
    try {
      await patch(http, id, at + done, piece.slice(done), options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      const broken = error instanceof CutstreamError && (error.status === 0 || error.status >= 500);
      if (!broken || attempt === ATTEMPTS) throw error;
      await pause(200 * 2 ** attempt, options.signal);
      done = Math.max(0, (await offsetOf(http, id, options)) - at);
    }
  }
}

async function offsetOf(http: Http, id: string, options: UploadOptions): Promise<number> {
  const path = `/v1/uploads/${id}`;
  const response = await http.send(path, { method: "HEAD", headers: TUS, ...cancellable(options) });
  return Number(response.headers.get("upload-offset"));
}

async function patch(
  http: Http,
  id: string,
  offset: number,
  body: Blob,
  options: UploadOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const type = { "content-type": "application/offset+octet-stream", "upload-offset": String(offset) };
  await http.send(`/v1/uploads/${id}`, {
    method: "PATCH",
    headers: { ...TUS, ...type, ...headers },
    body,
    ...cancellable(options),
  });
}

async function* pieces(file: Blob | ReadableStream<Uint8Array>, size: number): AsyncGenerator<Blob> {
  if (file instanceof Blob) {
    for (let at = 0; at < file.size; at += size) yield file.slice(at, at + size);
    return;
  }
  const reader = file.getReader();
  let held: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (value) {
        held.push(value as Uint8Array<ArrayBuffer>);
        bytes += value.length;
      }
      if (bytes > 0 && (done || bytes >= size)) {
        yield new Blob(held);
        held = [];
        bytes = 0;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
