import { z } from "zod";
import { type BlobStore, readOrNothing } from "../seams/blob-store.ts";
import { keys } from "./keys.ts";

/** Formats that sidecars may be in. */
export type SidecarFormat = "srt" | "vtt" | "ttml" | "ass";

/** Subtitles that lay beside the file that a video was ingested from, as they were then. */
export interface Sidecar {
  /** Name of the file, without its folder. */
  readonly name: string;
  /** BCP 47; null where the name does not say. */
  readonly language: string | null;
  /** Holds but what is said in other languages. */
  readonly forced: boolean;
  readonly format: SidecarFormat;
  /** What the file holds, or why it could not be read: `Line 3 is no UTF-8 text`. */
  readonly content: { readonly text: string } | { readonly problem: string };
}

const schema = z.array(
  z.object({
    name: z.string(),
    language: z.string().nullable(),
    forced: z.boolean(),
    format: z.enum(["srt", "vtt", "ttml", "ass"]),
    content: z.union([z.object({ text: z.string() }), z.object({ problem: z.string() })]),
  }),
) satisfies z.ZodType<Sidecar[]>;

/**
 * Keeps the sidecars of a video in place of those that it had. They are the video's and not its version's: the same
 * bytes may lie beside other subtitles elsewhere.
 * @throws CutstreamError `storage_…`
 */
export async function storeSidecars(
  video: string,
  sidecars: readonly Sidecar[],
  blobs: BlobStore,
): Promise<void> {
  await deleteSidecars(video, blobs);
  if (sidecars.length === 0) return;
  await blobs.put(keys.sidecars(video), new TextEncoder().encode(JSON.stringify(sidecars)));
}

/** The sidecars of a video, none where it has none. @throws CutstreamError `storage_failed` */
export async function readSidecars(video: string, blobs: BlobStore): Promise<readonly Sidecar[]> {
  const stored = await readOrNothing(blobs, keys.sidecars(video));
  return stored ? schema.parse(JSON.parse(new TextDecoder().decode(stored))) : [];
}

/** Deletes the sidecars of a video; none is no error. @throws CutstreamError `storage_failed` */
export function deleteSidecars(video: string, blobs: BlobStore): Promise<void> {
  return blobs.deletePrefix(keys.sidecars(video));
}
