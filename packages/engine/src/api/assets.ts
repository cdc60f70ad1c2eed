import type { Page } from "../seams/catalog.ts";
import type { OriginResponse } from "./origin.ts";
import type { AssetView } from "./surface.ts";

/** Pictures that overlays show: uploaded once, kept by their content. */
export interface AssetService {
  /** Bytes that an image may have. */
  readonly maxBytes: number;
  /**
   * Takes an image in. The same content under the same name is one asset.
   * @throws `invalid_image`, `image_too_large`, `image_reader_missing`, `invalid_request`
   */
  add(image: { readonly name: string; readonly bytes: Uint8Array }): Promise<AssetView>;
  /** Takes an image in from a URL. @throws `source_unreachable`, `source_forbidden` and those of {@link add} */
  fetch(image: { readonly name: string; readonly url: string }): Promise<AssetView>;
  /**
   * Makes another asset of one: part of it, or all, in another shape.
   * @throws `asset_not_found`, `invalid_request`, `image_reader_missing`
   */
  reshape(id: string, shape: ImageShape): Promise<AssetView>;
  /** @throws `asset_not_found` */
  get(id: string): Promise<AssetView>;
  list(query: { cursor?: string; limit?: number }): Promise<Page<AssetView>>;
  /**
   * Deletes an asset, and its image where no other has the same: streams that show it play on without.
   * @throws `asset_not_found`
   */
  delete(id: string): Promise<void>;
  /** Answers `/a/{path}`: an image, the same for everyone and for good. @throws `media_not_found` */
  open(path: string): Promise<OriginResponse>;
}

/** First the sides are cut off, then what is left is brought into shape. */
export interface ImageShape {
  /** Fractions of the image that are cut off at its sides. */
  readonly crop?: {
    readonly top?: number;
    readonly right?: number;
    readonly bottom?: number;
    readonly left?: number;
  };
  /** Shape of what comes of it: `crop` keeps the largest part of it that has this shape, `stretch` bends all. */
  readonly aspect?: { readonly width: number; readonly height: number; readonly by: "crop" | "stretch" };
}
