import type { Readable } from "node:stream";
import { CutstreamError } from "@cutstream/engine";
import type { FastifyRequest } from "fastify";
import type { UploadStore } from "./upload-store.ts";

/**
 * Takes a multipart form in: its `file` goes to disk as it arrives, its other fields become what a JSON body would
 * have held.
 * @returns a body for `POST /v1/videos` with `upload` set, not validated yet.
 * @throws CutstreamError `invalid_request`, `source_too_large`; no file is left behind then.
 */
export async function receiveForm(
  request: FastifyRequest,
  uploads: UploadStore,
): Promise<Record<string, unknown> & { upload: string }> {
  const fields: Record<string, unknown> = {};
  let upload: string | undefined;
  try {
    const limits = { fileSize: uploads.options.maxBytes, files: 1, fields: 16, fieldSize: 4096 };
    for await (const part of request.parts({ limits })) {
      if (part.type === "field") {
        fields[part.fieldname] = part.fieldname === "ladder" ? heights(part.value) : part.value;
      } else if (part.fieldname === "file") {
        upload = await uploads.receive(part.file, part.filename);
        if (part.file.truncated) throw tooLarge(uploads.options.maxBytes);
      } else {
        skip(part.file);
        throw wrongForm(`The form's file must be its field "file", not ${JSON.stringify(part.fieldname)}.`);
      }
    }
    if (upload === undefined) throw wrongForm('The form has no field "file".');
    if ("upload" in fields) throw wrongForm('A form with a file cannot name an "upload" too.');
    return { ...fields, upload };
  } catch (error) {
    if (upload !== undefined) await uploads.remove(upload);
    throw error;
  }
}

/** `"360,240"` as numbers; what is no number is left for the schema to name. */
function heights(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.split(",").map((text) => (/^\s*\d+\s*$/.test(text) ? Number(text) : text));
}

function skip(file: Readable): void {
  file.resume();
}

function wrongForm(message: string): CutstreamError {
  return new CutstreamError("invalid_request", message, { path: "file" });
}

function tooLarge(limit: number): CutstreamError {
  return new CutstreamError("source_too_large", `The file is larger than the ${limit} bytes allowed.`);
}
