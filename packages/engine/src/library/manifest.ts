import { createHash } from "node:crypto";
import type { FrameRate } from "@cutstream/media";
import { z } from "zod";

/** What a version is, in one small blob written last: a version without it does not exist. */
export interface Manifest {
  readonly version: string;
  readonly source: { readonly sha256: string; readonly size: number };
  readonly mode: "copy" | "encode";
  /** Why this mode. */
  readonly reason: string;
  readonly warnings: readonly string[];
  readonly frameRate: FrameRate;
  readonly frameCount: number;
  readonly width: number;
  readonly height: number;
  /** Name of the rendition that was made first, the largest one. */
  readonly main: string;
  readonly audio: string | null;
  /** Where the source has no picture: a black one stands in. */
  readonly soundAlone?: true;
}

const schema = z.object({
  version: z.string(),
  source: z.object({ sha256: z.string(), size: z.number() }),
  mode: z.enum(["copy", "encode"]),
  reason: z.string(),
  warnings: z.array(z.string()),
  frameRate: z.object({ num: z.number(), den: z.number() }),
  frameCount: z.number(),
  width: z.number(),
  height: z.number(),
  main: z.string(),
  audio: z.string().nullable(),
  soundAlone: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Manifest>;

/** Writes a manifest as JSON. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(manifest));
}

/** Reads a manifest. @throws ZodError where it is none. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Raised whenever ingest would make other bytes of the same source. */
const RECIPE = 2;

/**
 * Id of a version: a function of the source's bytes and of all that decides what is made of them. 96 bits, so that a
 * URL which holds it cannot be guessed.
 */
export function versionId(sha256: string, mode: string, encoderBuild: string): string {
  return createHash("sha256")
    .update(`${RECIPE}\n${sha256}\n${mode}\n${encoderBuild}`)
    .digest("hex")
    .slice(0, 24);
}
