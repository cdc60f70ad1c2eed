import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import type { OriginResponse } from "../../api/origin.ts";
import { CutstreamError } from "../../errors.ts";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";
import {
  formatThumbnailPath,
  parseThumbnailPath,
  THUMBNAIL_WIDTHS,
  thumbnailUrl,
} from "../address/thumbnail-path.ts";

const version = makeVersion({ n: 1, heights: [360, 180] });
const V = version.id;
const setUp = (options: { queue?: number } = {}) => createMadeEngine({ versions: [version], ...options });
const text = ({ body }: OriginResponse): string => new TextDecoder().decode(body as Uint8Array);

describe("paths of thumbnails", () => {
  it("are read as they were written", () => {
    const parts = fc.record({
      version: fc.stringMatching(/^[0-9a-f]{24}$/),
      width: fc.constantFrom(...THUMBNAIL_WIDTHS),
      frame: fc.nat(999_999_999),
    });
    fc.assert(
      fc.property(parts, (path) => {
        expect(parseThumbnailPath(formatThumbnailPath(path))).toEqual(path);
      }),
    );
  });

  it.each([
    "",
    "../../etc/passwd",
    `${V}/320/../320/1.jpg`,
    `${V}/320/..%2f1.jpg`,
    `${V}/320/1.png`,
    `${V}/320/01.jpg`,
    `${V}/320/-1.jpg`,
    `${V}/320/1e3.jpg`,
    `${V}/320/1.jpg\n`,
    `${V}/320/1234567890.jpg`,
    `${V}/321/1.jpg`,
    `${V}/0320/1.jpg`,
    `${V.slice(1)}/320/1.jpg`,
    `${V.toUpperCase().replace("0", "A")}/320/1.jpg`,
  ])("are not %j", async (path) => {
    expect(parseThumbnailPath(path)).toBeUndefined();
    const { origin, transcoder } = await setUp();
    await expect(origin.thumbnail(path)).rejects.toMatchObject({ code: "media_not_found", status: 404 });
    expect(transcoder.pictures).toHaveLength(0);
  });

  it("stand in addresses", () => {
    expect(thumbnailUrl({ publicUrl: "http://a.b/c", version: V, frame: 7 })).toBe(
      `http://a.b/c/t/${V}/320/7.jpg`,
    );
    expect(thumbnailUrl({ publicUrl: "http://a.b", version: V, frame: 7, width: 160 })).toMatch("/160/7.jpg");
  });
});

describe("thumbnails from the origin", () => {
  it("show a frame, decoded from what it needs of its GOP, and may be kept for good", async () => {
    const { origin, transcoder } = await setUp();
    const path = `${V}/320/63.jpg`;
    const answer = await origin.thumbnail(path);
    expect(answer).toMatchObject({
      contentType: "image/jpeg",
      cacheControl: "public, max-age=31536000, immutable",
      etag: `"${path}"`,
      size: text(answer).length,
    });
    const [{ first, width, media } = { first: 0, width: 0, media: new Uint8Array() }] = transcoder.pictures;
    expect(width).toBe(320);
    // Frames 50 to 63 less those that nothing refers to.
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(13);
    expect(text(answer)).toBe(`frame ${first} at 320`);
    expect(media.length).toBeGreaterThan(0);
  });

  it("are of the first and of the last frame too, and of none beyond", async () => {
    const { origin, transcoder } = await setUp();
    expect(text(await origin.thumbnail(`${V}/160/0.jpg`))).toBe("frame 0 at 160");
    await origin.thumbnail(`${V}/160/499.jpg`);
    expect(transcoder.pictures).toHaveLength(2);
    for (const path of [`${V}/160/500.jpg`, `${V}/160/999999999.jpg`, `${"f".repeat(24)}/160/0.jpg`]) {
      await expect(origin.thumbnail(path)).rejects.toMatchObject({ code: "media_not_found" });
    }
    expect(transcoder.pictures).toHaveLength(2);
  });

  it("are made once for all who ask, and kept for other nodes", async () => {
    const { origin, transcoder, blobs } = await setUp();
    const path = `${V}/320/13.jpg`;
    const answers = await Promise.all([path, path, path].map((asked) => origin.thumbnail(asked)));
    const again = await origin.thumbnail(path);
    for (const { body } of answers) expect(body).toBe(again.body);
    expect(transcoder.pictures).toHaveLength(1);
    expect(await Array.fromAsync(blobs.list("t/"))).toEqual([`t/${V}/320/13.jpg`]);
    const node = await createMadeEngine({ versions: [version], blobs, stored: true });
    expect(text(await node.origin.thumbnail(path))).toBe(text(again));
    expect(node.transcoder.pictures).toHaveLength(0);
  });

  it("wait for few decoders, and are refused when too many wait", async () => {
    const { origin, transcoder } = await setUp({ queue: 2 });
    const { promise, resolve } = Promise.withResolvers<void>();
    transcoder.gate = promise;
    const asked = [0, 1, 2].map((frame) => origin.thumbnail(`${V}/320/${frame}.jpg`));
    await new Promise((settled) => setTimeout(settled, 20));
    await expect(origin.thumbnail(`${V}/320/3.jpg`)).rejects.toMatchObject({
      code: "encoder_busy",
      details: { retryAfter: 5 },
    });
    expect(transcoder.pictures).toHaveLength(1);
    resolve();
    await Promise.all(asked);
    await origin.thumbnail(`${V}/320/3.jpg`);
    expect(transcoder.pictures).toHaveLength(4);
  });

  it("that failed are tried again by the next who asks", async () => {
    const { origin, transcoder } = await setUp();
    transcoder.failure = new CutstreamError("encoder_failed", "No luck.");
    await expect(origin.thumbnail(`${V}/320/1.jpg`)).rejects.toMatchObject({ code: "encoder_failed" });
    transcoder.failure = null;
    expect((await origin.thumbnail(`${V}/320/1.jpg`)).size).toBeGreaterThan(0);
  });

  it("are shown although the disk is full", async () => {
    const store = createMemoryBlobStore();
    const put: typeof store.put = async (key, body, signal) => {
      if (key.startsWith("t/")) throw new CutstreamError("storage_full", "The data disk is full.");
      return store.put(key, body, signal);
    };
    const { origin } = await createMadeEngine({ versions: [version], blobs: { ...store, put } });
    expect((await origin.thumbnail(`${V}/320/1.jpg`)).size).toBeGreaterThan(0);
  });

  it("end when the engine does", async () => {
    const { origin, transcoder, thumbnails } = await setUp();
    transcoder.gate = new Promise(() => undefined);
    const asked = [0, 1].map((frame) => origin.thumbnail(`${V}/320/${frame}.jpg`));
    const ended = Promise.all(
      asked.map((answer) => expect(answer).rejects.toMatchObject({ code: "cancelled" })),
    );
    await new Promise((settled) => setTimeout(settled, 20));
    await thumbnails.close();
    await ended;
  });
});
