import { CutstreamError } from "@cutstream/engine";
import { Server } from "@tus/server";
import { errorBodyOf } from "../http/errors.ts";
import { asWriteError } from "./upload-files.ts";
import type { UploadStore } from "./upload-store.ts";

/**
 * The tus 1.0 protocol over an upload store (https://tus.io/protocols/resumable-upload): creation, creation with
 * upload, deferred length, expiration and termination. Downloads are not part of it and are not offered.
 * @param path where it is mounted.
 */
export function createTus(uploads: UploadStore, path: string): Server {
  return new Server({
    path,
    datastore: uploads.files,
    maxSize: uploads.options.maxBytes,
    relativeLocation: true,
    namingFunction: () => uploads.newId(),
    onResponseError: (request, thrown) => {
      const refused = "status_code" in thrown;
      const error = refused
        ? new CutstreamError(codeOf(thrown.status_code), thrown.body.trim())
        : asWriteError(thrown);
      const status = refused ? thrown.status_code : error.status;
      const id = request.headers.get("x-request-id") ?? "";
      return { status_code: status, body: `${JSON.stringify(errorBodyOf(error, id))}\n` };
    },
  });
}

function codeOf(status: number) {
  if (status === 413) return "source_too_large";
  if (status === 404 || status === 410) return "not_found";
  return status < 500 ? "invalid_request" : "storage_failed";
}
