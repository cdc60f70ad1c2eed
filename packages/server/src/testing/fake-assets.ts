import { type AssetService, type AssetView, CutstreamError } from "@cutstream/engine";

/** Assets in memory, none of them looked into: what is sent is what is kept. */
export function createFakeAssets(publicUrl: string): AssetService {
  const assets = new Map<string, AssetView>();
  const bodies = new Map<string, Uint8Array>();
  const service: AssetService = {
    maxBytes: 1000,
    add: async ({ name, bytes }) => {
      if (bytes.length > 1000) throw new CutstreamError("image_too_large", "The image is too large.");
      const id = `ast${assets.size + 1}`;
      const asset: AssetView = {
        ...{ id, name, format: "png", width: 4, height: 2, size: bytes.length },
        url: `${publicUrl}/a/${id}.png`,
        createdAt: "2026-01-01T00:00:00.000Z",
      };
      assets.set(id, asset);
      bodies.set(`${id}.png`, bytes);
      return asset;
    },
    fetch: async ({ name, url }) => service.add({ name, bytes: new TextEncoder().encode(url) }),
    reshape: async (id) => service.get(id),
    get: async (id) => {
      const found = assets.get(id);
      if (!found) throw new CutstreamError("asset_not_found", `There is no asset ${id}.`);
      return found;
    },
    list: async () => ({ items: [...assets.values()], next: null }),
    delete: async (id) => {
      if (!assets.delete(id)) throw new CutstreamError("asset_not_found", `There is no asset ${id}.`);
    },
    open: async (path) => {
      const body = bodies.get(path);
      if (!body) throw new CutstreamError("media_not_found", "There is no such image.");
      return {
        contentType: "image/png",
        cacheControl: "public, max-age=31536000, immutable",
        size: body.length,
        body,
        etag: `"${path}"`,
      };
    },
  };
  return service;
}
