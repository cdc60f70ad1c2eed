import type { Health } from "./api.ts";
import { asCutstreamError } from "./errors.ts";
import type { BlobStore } from "./seams/blob-store.ts";
import type { Catalog } from "./seams/catalog.ts";
import type { Transcoder } from "./seams/transcoder.ts";

/** Tries the catalog, the blobs and the encoder, each by something cheap. */
export async function checkHealth({
  catalog,
  blobs,
  transcoder,
}: {
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
}): Promise<Health> {
  const probes: Record<string, () => Promise<string>> = {
    catalog: async () => `${(await catalog.collections()).length} collections`,
    blobs: async () => `readable${(await blobs.size("health")) === undefined ? "" : ", with a leftover"}`,
    encoder: async () => (await transcoder.describe()).version,
  };
  const entries = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      try {
        return [name, { ok: true, detail: await probe() }] as const;
      } catch (error) {
        return [name, { ok: false, detail: asCutstreamError(error).message }] as const;
      }
    }),
  );
  return { ok: entries.every(([, { ok }]) => ok), checks: Object.fromEntries(entries) };
}
