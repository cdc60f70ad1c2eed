import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LRUCache } from "lru-cache";

const compress = promisify(gzip);

/** Below this many bytes a playlist fits one packet anyway. */
const THRESHOLD = 1200;

/**
 * Playlists repeat themselves so much that more effort buys little: 1.5 MB of playlist (10 000 segments) become 155 kB
 * in 4 ms at level 3, and 128 kB in 19 ms at level 6.
 */
const LEVEL = 3;

/** Compresses playlists, each once as long as it is in memory. */
export interface GzipCache {
  /**
   * @param etag names the bytes; equal tags are taken for equal bytes.
   * @returns undefined where compressing is not worth it.
   */
  compress(etag: string, body: Uint8Array): Promise<Uint8Array | undefined>;
}

/** Makes a cache of at most `maxBytes` of compressed playlists. */
export function createGzipCache(maxBytes = 32 * 1024 * 1024): GzipCache {
  const done = new LRUCache<string, Uint8Array>({
    maxSize: maxBytes,
    sizeCalculation: (body) => body.length,
  });
  return {
    async compress(etag, body) {
      if (body.length < THRESHOLD) return undefined;
      const known = done.get(etag);
      if (known) return known;
      const result = await compress(body, { level: LEVEL });
      done.set(etag, result);
      return result;
    },
  };
}

/** Whether an `Accept-Encoding` (RFC 9110 §12.5.3) takes gzip. */
export function acceptsGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  let wildcard = false;
  for (const part of header.split(",")) {
    const [coding = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
    if (coding === "gzip" || coding === "x-gzip") return !refused;
    if (coding === "*") wildcard = !refused;
  }
  return wildcard;
}
