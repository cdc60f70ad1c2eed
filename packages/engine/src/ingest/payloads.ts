import { z } from "zod";
import type { IngestMode, IngestSource } from "../api/videos.ts";

/** What an ingest job works on. */
export interface IngestPayload {
  readonly source: IngestSource;
  readonly mode: IngestMode;
  readonly ladder: readonly number[];
  /** Set once the source's bytes are here, so that a restart need not fetch them again. */
  readonly acquired?: { readonly path: string; readonly sha256: string; readonly size: number } | undefined;
}

/** What a job works on that adds renditions to a version. */
export interface LadderPayload {
  readonly version: string;
  readonly heights: readonly number[];
}

const source = z.union([
  z.object({ kind: z.literal("path"), path: z.string() }),
  z.object({ kind: z.literal("url"), url: z.string() }),
  z.object({ kind: z.literal("upload"), path: z.string(), fileName: z.string() }),
]) satisfies z.ZodType<IngestSource>;

/** Payloads as they come back from the catalog, where an earlier release may have written them. */
export const payloads = {
  ingest: z.object({
    source,
    mode: z.enum(["auto", "copy", "encode"]),
    ladder: z.array(z.number()),
    acquired: z.object({ path: z.string(), sha256: z.string(), size: z.number() }).optional(),
  }) satisfies z.ZodType<IngestPayload>,
  ladder: z.object({ version: z.string(), heights: z.array(z.number()) }) satisfies z.ZodType<LadderPayload>,
};
