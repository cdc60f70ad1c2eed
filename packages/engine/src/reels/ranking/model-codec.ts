import { CutstreamError } from "../../errors.ts";
import type { FactorModel } from "./factor-model.ts";

/** First bytes of a stored model, with the version of its form. */
const MAGIC = "CSFM1\n";

/**
 * Writes a model as bytes: the magic, the length of a JSON header (32 bits, little-endian), the header, then the points
 * as 32-bit floats, little-endian.
 */
export function encodeModel({ items, ...header }: FactorModel): Uint8Array {
  const magic = Buffer.from(MAGIC);
  const json = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(magic.length + 4 + json.length + items.length * 4);
  magic.copy(bytes);
  bytes.writeUInt32LE(json.length, magic.length);
  json.copy(bytes, magic.length + 4);
  const points = new DataView(bytes.buffer, bytes.byteOffset + magic.length + 4 + json.length);
  items.forEach((value, at) => {
    points.setFloat32(at * 4, value, true);
  });
  return bytes;
}

/** Reads what {@link encodeModel} wrote. @throws CutstreamError `storage_failed` for anything else */
export function decodeModel(stored: Uint8Array): FactorModel {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  const begin = MAGIC.length + 4;
  if (bytes.length < begin || bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) throw unreadable();
  const end = begin + bytes.readUInt32LE(MAGIC.length);
  if (end > bytes.length) throw unreadable();
  const header = JSON.parse(bytes.toString("utf8", begin, end)) as Omit<FactorModel, "items">;
  const count = header.titles.length * header.factors;
  if (bytes.length !== end + count * 4) throw unreadable();
  return {
    ...header,
    items: Float32Array.from({ length: count }, (_, at) => bytes.readFloatLE(end + at * 4)),
  };
}

function unreadable(): CutstreamError {
  return new CutstreamError("storage_failed", "The blob of the factor model is damaged: train it again.");
}
