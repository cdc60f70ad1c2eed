import type { OriginResponse } from "./api.ts";
import type { Page } from "./seams/catalog.ts";
import type { AssetView } from "./surface-api.ts";

/** Pictures that overlays show: uploaded once, kept by their content. */
export interface AssetService {
  /** Bytes that an image may have. */
  readonly maxBytes: number;
  /**
   * Takes an image in. The same content under the same name is one asset.
   * @throws `invalid_image`, `image_too_large`, `image_reader_missing`, `invalid_request`
   */
  add(image: { readonly name: string; readonly bytes: Uint8Array }): Promise<AssetView>;
  list(query: { cursor?: string; limit?: number }): Promise<Page<AssetView>>;
  /**
   * Deletes an asset, and its image where no other has the same: streams that show it play on without.
   * @throws `asset_not_found`
   */
  delete(id: string): Promise<void>;
  /** Answers `/a/{path}`: an image, the same for everyone and for good. @throws `media_not_found` */
  open(path: string): Promise<OriginResponse>;
}
