import { createHash, randomBytes } from "node:crypto";
import type { GuardedClient } from "../adapters/http/guarded-request.ts";
import type { AssetService } from "../api/assets.ts";
import type { AssetView } from "../api/surface.ts";
import { CutstreamError } from "../errors.ts";
import { assertName, LONGEST_NAME } from "../library/assert-name.ts";
import { keys } from "../library/keys.ts";
import { type BlobStore, readOrNothing } from "../seams/blob-store.ts";
import type { AssetRow, Catalog } from "../seams/catalog.ts";
import type { ImageReader, ReadImage } from "../seams/image-reader.ts";
import type { PlannedImage } from "../timeline/surface.ts";
import { ASSET_TYPES, formatAssetPath, parseAssetPath } from "./asset-path.ts";
import { imagePart } from "./image-part.ts";

/** Bytes that an image may have. */
const MOST_BYTES = 10 * 2 ** 20;
/** Milliseconds that the server of an image may take. */
const PATIENCE = 20_000;
const PAGE = 50;
const IMMUTABLE = "public, max-age=31536000, immutable";

/** Assets as streams need them. */
export interface Assets extends AssetService {
  /** What these ids and names stand for; those that stand for nothing are left out. */
  resolve(references: readonly string[]): Promise<ReadonlyMap<string, PlannedImage>>;
}

/** Opens the assets. */
export function createAssets(parts: {
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  readonly images: ImageReader;
  /** Asks for images at addresses that callers give. */
  readonly client: Pick<GuardedClient, "bytes">;
  readonly publicUrl: string;
  readonly now: () => number;
}): Assets {
  const { catalog, blobs, images, client, publicUrl, now } = parts;

  const view = ({ createdAt, hash, ...row }: AssetRow): AssetView => ({
    ...row,
    url: `${publicUrl}/a/${formatAssetPath({ hash, format: row.format })}`,
    createdAt: new Date(createdAt).toISOString(),
  });

  const find = async (id: string): Promise<AssetRow> => {
    const row = await catalog.asset(id);
    if (!row) throw new CutstreamError("asset_not_found", `There is no asset ${id}.`);
    return row;
  };

  const store = async (hash: string, { bytes, pixels }: ReadImage): Promise<void> => {
    await blobs.put(keys.assetPixels(hash), pixels);
    await blobs.put(keys.asset(hash), bytes);
  };

  const keep = async (name: string, image: ReadImage): Promise<AssetView> => {
    const hash = createHash("sha256").update(image.bytes).digest("hex");
    const known = (await catalog.assetsNamed([name])).get(name);
    if (known?.hash === hash && known.name === name) return view(known);
    const row = {
      id: `ast_${randomBytes(8).toString("hex")}`,
      name,
      ...facts(image, hash),
      createdAt: now(),
    };
    await store(hash, image);
    await catalog.insertAsset(row);
    // Another asset of this content may have been deleted in between, and the image with it.
    if ((await blobs.size(keys.asset(hash))) === undefined) await store(hash, image);
    return view(row);
  };

  const add = async ({ name, bytes }: { name: string; bytes: Uint8Array }): Promise<AssetView> => {
    assertName(name);
    if (bytes.length > MOST_BYTES) {
      const message = `The image has ${bytes.length} bytes; ${MOST_BYTES} is the most.`;
      throw new CutstreamError("image_too_large", message);
    }
    return keep(name, await images.read(bytes));
  };

  return {
    maxBytes: MOST_BYTES,
    add,

    async fetch({ name, url }) {
      assertName(name);
      const address = URL.parse(url);
      if (!address) throw unreachable(url, "it is no URL");
      const signal = AbortSignal.timeout(PATIENCE);
      const request = { method: "GET", maxBytes: MOST_BYTES + 1, signal } as const;
      const bytes = await client.bytes(address, request).catch((error: unknown) => {
        if (error instanceof CutstreamError) throw error;
        throw unreachable(url, error instanceof Error ? error.message : String(error));
      });
      return add({ name, bytes });
    },

    async reshape(id, shape) {
      const row = await find(id);
      const { part, size } = imagePart(row, shape);
      const bytes = await readAsset(blobs, row.hash);
      const cut = [...Object.values(part), ...Object.values(size)].join("-");
      const name = `${row.name.slice(0, LONGEST_NAME - cut.length - 1)} ${cut}`;
      return keep(name, await images.cut(bytes, part, size));
    },

    get: async (id) => view(await find(id)),

    async list({ limit = PAGE, ...query }) {
      const { items, next } = await catalog.assets({ ...query, limit });
      return { items: items.map(view), next };
    },

    async delete(id) {
      const row = await find(id);
      await catalog.deleteAsset(id);
      if (!(await catalog.hasAssetOf(row.hash))) await blobs.deletePrefix(keys.asset(row.hash));
    },

    async resolve(references) {
      const found = await catalog.assetsNamed(references);
      return new Map(
        [...found].map(([reference, { hash, format, width, height }]) => [
          reference,
          { hash, format, width, height },
        ]),
      );
    },

    async open(text) {
      const path = parseAssetPath(text);
      const body = path && (await readOrNothing(blobs, keys.asset(path.hash)));
      if (!body) throw new CutstreamError("media_not_found", "There is no such image.");
      return {
        contentType: ASSET_TYPES[path.format],
        cacheControl: IMMUTABLE,
        size: body.length,
        body,
        etag: `"${text}"`,
      };
    },
  };
}

/**
 * An asset to draw of: its pixels, or the image itself where an earlier release kept only that.
 * @throws CutstreamError `blob_not_found`
 */
async function readAsset(blobs: BlobStore, hash: string): Promise<Uint8Array> {
  return (await readOrNothing(blobs, keys.assetPixels(hash))) ?? blobs.read(keys.asset(hash));
}

const facts = ({ bytes, pixels: _, ...image }: ReadImage, hash: string) => ({
  ...image,
  hash,
  size: bytes.length,
});

function unreachable(url: string, reason: string): CutstreamError {
  return new CutstreamError("source_unreachable", `The image ${url} cannot be had: ${reason}.`);
}
