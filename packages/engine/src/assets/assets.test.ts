import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { openSqliteCatalog } from "../adapters/sqlite/sqlite-catalog.ts";
import { keys } from "../library/keys.ts";
import type { ImageReader } from "../seams/image-reader.ts";
import { formatAssetPath, parseAssetPath } from "./asset-path.ts";
import { createAssets } from "./assets.ts";

async function open() {
  let time = Date.UTC(2026, 0, 1);
  const images: ImageReader = {
    read: async (bytes) => ({
      format: "png",
      width: 4,
      height: 2,
      bytes,
      pixels: Uint8Array.of(9, ...bytes),
    }),
    cut: async (bytes, part, size) => ({
      format: "png",
      ...size,
      bytes: Uint8Array.of(...bytes, part.left, part.top),
      pixels: Uint8Array.of(9),
    }),
  };
  const client = { bytes: async (url: URL) => new TextEncoder().encode(url.href) };
  const blobs = createMemoryBlobStore();
  const catalog = await openSqliteCatalog({ path: ":memory:" });
  const assets = createAssets({
    catalog,
    blobs,
    images,
    client,
    publicUrl: "http://host/base",
    now: () => time++,
  });
  /** Of each image there are two: itself, and its pixels. */
  const imagesLeft = async () => (await Array.fromAsync(blobs.list("assets/"))).length / 2;
  return { assets, blobs, imagesLeft };
}

const one = Uint8Array.of(1);
const two = Uint8Array.of(2);
const pathOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);

describe("assets", () => {
  it("have an address of their content", async () => {
    const { assets } = await open();
    const asset = await assets.add({ name: "a.png", bytes: one });
    expect(asset).toMatchObject({ name: "a.png", format: "png", width: 4, height: 2, size: 1 });
    expect(asset.url).toMatch(/^http:\/\/host\/base\/a\/[0-9a-f]{64}\.png$/);
    expect(await assets.open(pathOf(asset.url))).toMatchObject({
      contentType: "image/png",
      cacheControl: "public, max-age=31536000, immutable",
      body: one,
    });
  });

  it("are one where name and content are the same", async () => {
    const { assets, imagesLeft } = await open();
    const first = await assets.add({ name: "a.png", bytes: one });
    expect(await assets.add({ name: "a.png", bytes: one })).toEqual(first);
    expect((await assets.add({ name: "b.png", bytes: one })).id).not.toBe(first.id);
    expect((await assets.list({})).items).toHaveLength(2);
    expect(await imagesLeft()).toBe(1);
  });

  it("are meant by their id, or by their name: then the newest", async () => {
    const { assets } = await open();
    const old = await assets.add({ name: "a.png", bytes: one });
    const young = await assets.add({ name: "a.png", bytes: two });
    const found = await assets.resolve(["a.png", old.id, "gone"]);
    expect([...found.keys()].sort()).toEqual(["a.png", old.id].sort());
    expect(young.url).toContain(found.get("a.png")?.hash);
    expect(old.url).toContain(found.get(old.id)?.hash);
  });

  it("take their image with them only where no other has it", async () => {
    const { assets, imagesLeft } = await open();
    const a = await assets.add({ name: "a", bytes: one });
    const b = await assets.add({ name: "b", bytes: one });
    await assets.delete(a.id);
    expect(await imagesLeft()).toBe(1);
    await assets.delete(b.id);
    expect(await imagesLeft()).toBe(0);
    await expect(assets.open(pathOf(b.url))).rejects.toMatchObject({ code: "media_not_found" });
    await expect(assets.delete(b.id)).rejects.toMatchObject({ code: "asset_not_found" });
  });

  it("are cut out of their pixels, or of themselves where an earlier release kept no pixels", async () => {
    const { assets, blobs } = await open();
    const { id, url } = await assets.add({ name: "a", bytes: one });
    const shape = { aspect: { width: 1, height: 1, by: "crop" } } as const;
    const body = async (cut: { url: string }) => (await assets.open(pathOf(cut.url))).body;
    expect(await body(await assets.reshape(id, shape))).toEqual(Uint8Array.of(9, 1, 1, 0));
    await blobs.delete(keys.assetPixels(/[0-9a-f]{64}/.exec(url)?.[0] ?? ""));
    expect(await body(await assets.reshape(id, shape))).toEqual(Uint8Array.of(1, 1, 0));
  });

  it("are refused where they are too large or have no name", async () => {
    const { assets } = await open();
    const large = new Uint8Array(assets.maxBytes + 1);
    await expect(assets.add({ name: "a", bytes: large })).rejects.toMatchObject({ code: "image_too_large" });
    for (const name of ["", "a\n", "\ud800", "x".repeat(201)]) {
      await expect(assets.add({ name, bytes: one })).rejects.toMatchObject({ code: "invalid_request" });
    }
  });

  it("have no other address", () => {
    const path = { hash: "0f".repeat(32), format: "webp" } as const;
    expect(parseAssetPath(formatAssetPath(path))).toEqual(path);
    for (const text of [
      "",
      "x.png",
      `${path.hash}.svg`,
      `${path.hash.toUpperCase()}.png`,
      `../${path.hash}.png`,
    ]) {
      expect(parseAssetPath(text)).toBeUndefined();
    }
  });
});
