import type { BlobStore } from "../seams/blob-store.ts";

/** In a bucket the stores of a server's tenants lie here, below its own prefix; no key of its own begins so. */
const TENANTS = "tenants/";

/**
 * Keys of a server's own blobs, without those of its tenants, which are backed up and moved by themselves.
 * @param onTenant told of each tenant that is left out, once.
 * @throws CutstreamError `storage_failed`
 */
export async function* ownKeys(
  store: Pick<BlobStore, "list">,
  onTenant: (name: string) => void = () => {},
): AsyncGenerator<string, void, undefined> {
  const met = new Set<string>();
  for await (const key of store.list("")) {
    if (!key.startsWith(TENANTS)) {
      yield key;
      continue;
    }
    const name = key.slice(TENANTS.length).split("/")[0] ?? "";
    if (met.has(name)) continue;
    met.add(name);
    onTenant(name);
  }
}
