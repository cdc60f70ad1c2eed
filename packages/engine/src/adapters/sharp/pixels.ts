import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { CutstreamError } from "../../errors.ts";
import type { Raster } from "../../seams/painter.ts";
import { MOST_PIXELS } from "./limits.ts";

/** Begins no image: images that come from anywhere are never taken for pixels, nor the other way about. */
const MAGIC = "cutstream rgba 1\n";
/** The magic, width and height (32 bits, big endian). */
const HEADER = MAGIC.length + 8;

/** Packs decoded pixels to be kept: as they are, deflated (RFC 1950), so that no decoder of images reads them again. */
export async function packPixels({ width, height, data }: Raster): Promise<Uint8Array> {
  const header = Buffer.alloc(HEADER);
  header.write(MAGIC, "latin1");
  header.writeUInt32BE(width, MAGIC.length);
  header.writeUInt32BE(height, MAGIC.length + 4);
  return Buffer.concat([header, await promisify(deflate)(data)]);
}

/** Whether these bytes are what {@link packPixels} makes, by their beginning. */
export const arePixels = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", 0, MAGIC.length) === MAGIC;

/** Unpacks pixels. @throws CutstreamError `invalid_image` where they are not all there. */
export async function unpackPixels(bytes: Uint8Array): Promise<Raster> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!arePixels(bytes) || view.length < HEADER) throw damaged();
  const [width, height] = [view.readUInt32BE(MAGIC.length), view.readUInt32BE(MAGIC.length + 4)];
  const length = width * height * 4;
  if (length === 0 || width * height > MOST_PIXELS) throw damaged();
  const options = { maxOutputLength: length };
  const data = await promisify<Uint8Array, object, Buffer>(inflate)(view.subarray(HEADER), options).catch(
    (cause: unknown) => {
      throw damaged(cause);
    },
  );
  if (data.length !== length) throw damaged();
  return { width, height, data };
}

const damaged = (cause?: unknown): CutstreamError =>
  new CutstreamError("invalid_image", "The pixels of a stored image are damaged.", { cause });
