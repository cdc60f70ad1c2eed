import { createHash } from "node:crypto";
import type { TimedCue } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import { type BlobStore, readOrNothing } from "../seams/blob-store.ts";

/** Names a text: the version that it goes with, and the hash of its cues. */
export interface TextId {
  readonly version: string;
  readonly hash: string;
}

/** Name of a text among others. */
export const textName = ({ version, hash }: TextId): string => `${version}/${hash}`;

/**
 * Texts of subtitles as they were when a stream was published: content-addressed blobs, which any node serves. A text
 * is stored below the version that it belongs to, so that it is deleted with the version's last video.
 */
export interface TextStore {
  /** Stores a text, unless it is there. @returns its hash */
  put(version: string, cues: readonly TimedCue[]): Promise<string>;
  /** @throws CutstreamError `media_not_found` */
  get(id: TextId): Promise<readonly TimedCue[]>;
}

/** Bytes of texts kept in memory, as they are stored. */
const CACHE_BYTES = 32 * 1024 * 1024;

const partSchema = z.tuple([z.number(), z.string()]);
const stored = z.object({
  format: z.literal(1),
  cues: z.array(
    z.tuple([
      z.number(),
      z.number(),
      z.string(),
      z.object({
        speaker: z.string().optional(),
        settings: z.string().optional(),
        parts: z.array(partSchema).optional(),
      }),
    ]),
  ),
});

export function createTextStore(blobs: BlobStore): TextStore {
  const kept = new LRUCache<string, { readonly cues: readonly TimedCue[]; readonly size: number }>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ size }) => size,
  });
  return {
    async put(version, cues) {
      const bytes = encodeText(cues);
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
      const key = keyOf({ version, hash });
      // Looked up even where it is in memory: the version may have been deleted, and ingested again.
      if ((await blobs.size(key)) === undefined) await blobs.put(key, bytes);
      kept.set(key, { cues, size: bytes.length + 1 });
      return hash;
    },
    async get(id) {
      const key = keyOf(id);
      const known = kept.get(key);
      if (known) return known.cues;
      const bytes = await readOrNothing(blobs, key);
      if (!bytes) throw new CutstreamError("media_not_found", `There is no text ${id.hash}.`);
      const cues = decodeText(bytes);
      kept.set(key, { cues, size: bytes.length + 1 });
      return cues;
    },
  };
}

const keyOf = ({ version, hash }: TextId): string => `${keys.version(version)}text/${hash}`;

function encodeText(cues: readonly TimedCue[]): Uint8Array {
  const rows = cues.map(({ start, end, text, speaker, settings, parts }) => [
    start,
    end,
    text,
    { speaker, settings, parts: parts?.map((part) => [part.start, part.text]) },
  ]);
  return new TextEncoder().encode(JSON.stringify({ format: 1, cues: rows }));
}

function decodeText(bytes: Uint8Array): TimedCue[] {
  const { cues } = stored.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return cues.map(([start, end, text, { speaker, settings, parts }]) => ({
    start,
    end,
    text,
    ...(speaker !== undefined && { speaker }),
    ...(settings !== undefined && { settings }),
    ...(parts && { parts: parts.map(([at, part]) => ({ start: at, text: part })) }),
  }));
}
