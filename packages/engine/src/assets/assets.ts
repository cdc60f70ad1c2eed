import { createHash, randomBytes } from "node:crypto";
import type { AssetService } from "../asset-api.ts";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import { type BlobStore, readOrNothing } from "../seams/blob-store.ts";
import type { AssetRow, Catalog } from "../seams/catalog.ts";
import type { ImageReader, ReadImage } from "../seams/image-reader.ts";
import type { AssetView } from "../surface-api.ts";
import type { PlannedImage } from "../timeline/surface.ts";
import { ASSET_TYPES, formatAssetPath, parseAssetPath } from "./asset-path.ts";

/** Bytes that an image may have. */
const MOST_BYTES = 10 * 2 ** 20;
const LONGEST_NAME = 200;
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
  readonly publicUrl: string;
  readonly now: () => number;
}): Assets {
  const { catalog, blobs, images, publicUrl, now } = parts;

  const view = ({ createdAt, hash, ...row }: AssetRow): AssetView => ({
    ...row,
    url: `${publicUrl}/a/${formatAssetPath({ hash, format: row.format })}`,
    createdAt: new Date(createdAt).toISOString(),
  });

  return {
    maxBytes: MOST_BYTES,

    async add({ name, bytes }) {
      checkName(name);
      if (bytes.length > MOST_BYTES) {
        const message = `The image has ${bytes.length} bytes; ${MOST_BYTES} is the most.`;
        throw new CutstreamError("image_too_large", message);
      }
      const image = await images.read(bytes);
      const hash = createHash("sha256").update(image.bytes).digest("hex");
      const known = (await catalog.assetsNamed([name])).get(name);
      if (known?.hash === hash && known.name === name) return view(known);
      const row = {
        id: `ast_${randomBytes(8).toString("hex")}`,
        name,
        ...facts(image, hash),
        createdAt: now(),
      };
      await blobs.put(keys.asset(hash), image.bytes);
      await catalog.insertAsset(row);
      // Another asset of this content may have been deleted in between, and the image with it.
      if ((await blobs.size(keys.asset(hash))) === undefined) await blobs.put(keys.asset(hash), image.bytes);
      return view(row);
    },

    async list({ limit = PAGE, ...query }) {
      const { items, next } = await catalog.assets({ ...query, limit });
      return { items: items.map(view), next };
    },

    async delete(id) {
      const row = await catalog.asset(id);
      if (!row) throw new CutstreamError("asset_not_found", `There is no asset ${id}.`);
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

const facts = ({ bytes, ...image }: ReadImage, hash: string) => ({ ...image, hash, size: bytes.length });

function checkName(name: string): void {
  const readable = name.isWellFormed() && !/\p{Cc}/u.test(name);
  if (readable && name.length > 0 && name.length <= LONGEST_NAME) return;
  const message = `name must have 1 to ${LONGEST_NAME} characters, and no control characters.`;
  throw new CutstreamError("invalid_request", message, { path: "name" });
}
