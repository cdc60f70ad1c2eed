import { hash } from "node:crypto";
import { z } from "zod";
import type { MovieContents } from "../stream/downloads/movie-layout.ts";
import { type Plan, spansOf } from "../stream/plan/plan.ts";
import { encodePlan } from "../stream/plan/plan-codec.ts";

const name = z.string();
const storedError = z.object({ code: z.string(), message: z.string(), remedy: z.string() });

const movie = z.object({
  kind: z.literal("movie"),
  name,
  plan: z.string(),
  /** Names the file by all that is in it; it is kept with the version that it begins with. */
  file: z.object({ version: z.string(), hash: z.string() }),
  /** Seconds. */
  duration: z.number(),
  /** Bytes, once it is made. */
  size: z.number().exactOptional(),
  error: storedError.exactOptional(),
});

const picture = z.object({
  kind: z.literal("picture"),
  name,
  version: z.string(),
  frame: z.number(),
  width: z.union([z.literal(160), z.literal(320), z.literal(640)]),
  /** Seconds. */
  at: z.number(),
  made: z.boolean(),
  error: storedError.exactOptional(),
});

const failed = z.object({ kind: z.literal("failed"), name, error: storedError });

/** What an export job works on, and what it has made so far. */
export const exportPayload = z.object({
  format: z.literal(1),
  export: z.string(),
  container: z.enum(["mp4", "m4a", "jpg"]),
  files: z.array(z.discriminatedUnion("kind", [movie, picture, failed])),
  warnings: z.array(z.string()),
});

export type ExportPayload = z.infer<typeof exportPayload>;
export type ExportItem = ExportPayload["files"][number];
export type MovieItem = z.infer<typeof movie>;

/** Hexadecimal digits of names: 128 and 160 bits of a SHA-256. */
const ID_LENGTH = 32;
const FILE_LENGTH = 40;

/** Id of an export: the same for the same files under the same names. */
export function exportId(container: ExportPayload["container"], files: readonly ExportItem[]): string {
  return `exp_${hash("sha256", JSON.stringify([container, files]), "hex").slice(0, ID_LENGTH)}`;
}

/** Id of the job that makes an export. */
export const exportJobId = (id: string): string => id.replace(/^exp_/, "job_");

/** The file that a plan makes: the same for everyone whose film shows and sounds the same. */
export function movieFile(plan: Plan, contents: MovieContents): MovieItem["file"] {
  const text = `${contents}\n${encodePlan(plan)}`;
  return {
    version: spansOf(plan)[0]?.version ?? "",
    hash: hash("sha256", text, "hex").slice(0, FILE_LENGTH),
  };
}
