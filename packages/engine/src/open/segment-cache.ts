import type { EngineConfig } from "../api/config.ts";

const DEFAULT_BYTES = 192 * 2 ** 20;

/**
 * Bytes of memory for what players are sent: most of it for chunks, which segments of the source are cut from, the rest
 * for segments that were made. Loans and heads come on top of it.
 */
export function segmentCache({ segmentCacheBytes = DEFAULT_BYTES }: Pick<EngineConfig, "segmentCacheBytes">) {
  const made = Math.floor(segmentCacheBytes / 3);
  return { made, chunks: segmentCacheBytes - made };
}
