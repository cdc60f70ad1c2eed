import { Readable } from "node:stream";
import type { OriginBody } from "@cutstream/engine";

/** Bytes `[start, end)` of a body. A stream is read no further than `end`, and destroyed there. */
export function sliceBody(body: OriginBody, start: number, end: number): OriginBody {
  if (body instanceof Uint8Array) return body.subarray(start, end);
  if (body instanceof Readable) return Readable.from(between(body, start, end), { objectMode: false });
  let position = 0;
  return body.flatMap((piece) => {
    const part = piece.subarray(Math.max(0, start - position), Math.max(0, end - position));
    position += piece.length;
    return part.length > 0 ? [part] : [];
  });
}

async function* between(body: Readable, start: number, end: number): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const part = chunk.subarray(Math.max(0, start - position), Math.max(0, end - position));
    position += chunk.length;
    if (part.length > 0) yield part;
    if (position >= end) return;
  }
}
