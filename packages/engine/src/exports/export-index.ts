import { hash } from "node:crypto";
import { concatBytes } from "@cutstream/media";
import { z } from "zod";
import { CutstreamError } from "../errors.ts";
import { formatMediaPath, parseMediaPath } from "../stream/address/media-path.ts";
import type { PlannedMovie } from "../stream/downloads/movie-layout.ts";

const stored = z.object({
  format: z.literal(1),
  size: z.number(),
  /** Of each piece its end, the bytes before its samples, and the segment; the first starts after the head. */
  pieces: z.array(z.tuple([z.number(), z.number(), z.string()])),
});

/** Bytes of the length in front. */
const LENGTH = 4;

/** Writes how an exported film is laid out: from then on it is read without a look at any index. */
export function encodeExportIndex({ head, pieces, size }: PlannedMovie): Uint8Array {
  const rows = pieces.map(({ end, header, path }) => [end, header, formatMediaPath(path)]);
  const text = new TextEncoder().encode(JSON.stringify({ format: 1, size, pieces: rows }));
  const length = new Uint8Array(LENGTH);
  new DataView(length.buffer).setUint32(0, text.length);
  return concatBytes([length, text, head]);
}

/** Reads it. @throws CutstreamError `storage_failed` where it is none. */
export function decodeExportIndex(bytes: Uint8Array): PlannedMovie {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const text = new TextDecoder().decode(bytes.subarray(LENGTH, LENGTH + length));
  const { size, pieces } = stored.parse(JSON.parse(text));
  const head = bytes.subarray(LENGTH + length);
  let start = head.length;
  return {
    head,
    size,
    pieces: pieces.map(([end, header, name]) => {
      const path = parseMediaPath(name);
      if (path?.kind !== "video" && path?.kind !== "audio" && path?.kind !== "mix") {
        throw new CutstreamError("storage_failed", `An export is made of ${name}, which is no segment.`);
      }
      const piece = { start, end, header, path };
      start = end;
      return piece;
    }),
  };
}

/** Tag of an exported film: its index tells every sample's size, and the pieces where the bytes come from. */
export const exportTag = (index: Uint8Array): string => `"${hash("sha1", index, "base64url")}"`;
