import { readFile } from "node:fs/promises";
import type { ModelConfig } from "@cutstream/engine";
import { z } from "zod";
import { faultOf } from "../http/validation.ts";
import { CliError } from "./failure.ts";

const endpoint = z.strictObject({
  kind: z.literal("http"),
  url: z.url({ protocol: /^https?$/ }),
  model: z.string().min(1),
  /** The key itself, or `env:NAME` for the environment variable that holds it. */
  apiKey: z.string().min(1).exactOptional(),
});
const folder = z.strictObject({ kind: z.literal("folder"), folder: z.string().min(1) });
const none = z.strictObject({ kind: z.literal("none") });
const plain = <T extends string>(kind: T) => z.strictObject({ kind: z.literal(kind) });

const schema = z.strictObject({
  embedder: z.discriminatedUnion("kind", [plain("local"), folder, endpoint, none]).exactOptional(),
  imageEmbedder: z.discriminatedUnion("kind", [folder, none]).exactOptional(),
  transcriber: z.discriminatedUnion("kind", [plain("pocketsphinx"), folder, endpoint, none]).exactOptional(),
  captioner: z.discriminatedUnion("kind", [endpoint, none]).exactOptional(),
  translator: z.discriminatedUnion("kind", [plain("apertium"), endpoint, none]).exactOptional(),
  planner: z.discriminatedUnion("kind", [endpoint, none]).exactOptional(),
}) satisfies z.ZodType<ModelConfig>;

/**
 * Reads the file that says which models memory works with, `{"embedder": {"kind": "http", "url": …, "model": …}}`.
 * @throws CliError where it cannot be read or does not fit.
 */
export async function readModels(path: string): Promise<ModelConfig> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new CliError(`${path} cannot be read.`, "Check the path of the models file.");
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${path} is no JSON: ${(error as Error).message}`, "Mend the models file.");
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const { message } = faultOf(result.error, value);
    throw new CliError(`${path}: ${message}`, "Mend the models file; the README shows one.");
  }
  return JSON.parse(JSON.stringify(result.data), resolveKey);
}

/** Keys stand in the environment rather than in files. */
function resolveKey(field: string, value: unknown): unknown {
  if (field !== "apiKey" || typeof value !== "string" || !value.startsWith("env:")) return value;
  const name = value.slice("env:".length);
  const key = process.env[name];
  if (key) return key;
  throw new CliError(
    `The environment variable ${name} is not set.`,
    "Set it, or write the key into the models file.",
  );
}
