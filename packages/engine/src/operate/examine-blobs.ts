import { randomUUID } from "node:crypto";
import type { EngineConfig } from "../api/config.ts";
import { asCutstreamError } from "../errors.ts";
import { openBlobs } from "../open/open-blobs.ts";
import type { PartFinding } from "./examine-memory.ts";

/**
 * Tries the place in S3 where blobs would lie: stores one, reads it, lists it and deletes it. Never throws.
 * @param blobs as {@link EngineConfig.blobs}; nothing is tried where it is none, since the data folder is tried anyway.
 */
export async function examineBlobs(blobs: EngineConfig["blobs"]): Promise<PartFinding> {
  if (blobs === undefined) return { name: "blobs", state: "good", detail: "in the data folder" };
  try {
    const store = await openBlobs({ dataDir: "", blobs });
    const key = `doctor/${randomUUID()}`;
    await store.put(key, Buffer.from(key));
    const [found] = await Array.fromAsync(store.list(key));
    const text = Buffer.from(await store.read(key)).toString();
    await store.deletePrefix(key);
    if (found !== key || text !== key || (await store.size(key)) !== undefined)
      throw new Error(`${key} came back otherwise`);
    return { name: "blobs", state: "good", detail: `${blobs} can be written, read, listed and deleted` };
  } catch (error) {
    const { message, remedy } = asCutstreamError(error);
    return { name: "blobs", state: "missing", detail: message, remedy };
  }
}
