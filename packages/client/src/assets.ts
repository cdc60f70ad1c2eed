import { type Http, segment } from "./http.ts";
import { eachItem } from "./paging.ts";
import type { Asset } from "./surface-types.ts";
import type { Cancellable } from "./types.ts";
import { cancellable } from "./upload.ts";

/** Pictures that overlays show: uploaded once, named by their id or their name. */
export interface Assets {
  /**
   * Sends an image: PNG, JPEG, WebP, or SVG, which is drawn once and kept as PNG.
   * @example
   * ```ts
   * const logo = await cs.assets.upload(file, { name: "brand.png" });
   * const stream = await cs.timeline(moments).overlay({ image: logo, position: "top-right" }).stream();
   * ```
   * @throws CutstreamError `invalid_image`, `image_too_large`
   */
  upload(image: Blob | Uint8Array<ArrayBuffer>, options?: AssetOptions): Promise<Asset>;
  /** All assets; fetched page by page. */
  list(options?: Cancellable): AsyncGenerator<Asset, void, undefined>;
  /** Deletes an asset: streams that show it play on without. @throws CutstreamError `asset_not_found` */
  delete(id: string, options?: Cancellable): Promise<void>;
}

/** How an image is kept. */
export interface AssetOptions extends Cancellable {
  /** By which timelines may name it; the file's own by default. */
  readonly name?: string;
}

/** Assets over HTTP. */
export function createAssets(http: Http): Assets {
  return {
    upload(image, { name, ...options } = {}) {
      const form = new FormData();
      if (name !== undefined) form.set("name", name);
      const file = image instanceof Blob ? image : new Blob([image]);
      form.set("file", file, name ?? (file instanceof File ? file.name : "image"));
      return http.json<Asset>("/v1/assets", { method: "POST", body: form, ...cancellable(options) });
    },
    list: (options) => eachItem((cursor) => http.json("/v1/assets", { ...options, query: { cursor } })),
    async delete(id, options) {
      await http.send(`/v1/assets/${segment(id)}`, { ...options, method: "DELETE" });
    },
  };
}
