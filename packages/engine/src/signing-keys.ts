import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { SigningKey } from "./stream/signature.ts";

const FILE = "signing-keys.json";
const schema = z
  .array(z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,16}$/), secret: z.string().min(32) }))
  .min(1);

/**
 * Reads the keys that playlist URLs are signed with, newest first, and makes the first one where there is none.
 * @throws ZodError where the file was damaged: new keys would lock every viewer out, so none are made.
 */
export async function loadSigningKeys(dataDir: string): Promise<SigningKey[]> {
  try {
    return schema.parse(JSON.parse(await readFile(join(dataDir, FILE), "utf8")));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    return rotateSigningKeys(dataDir, []);
  }
}

/** Puts a new key first; URLs signed with the ones before stay valid until those are taken out of the file. */
export async function rotateSigningKeys(
  dataDir: string,
  before: readonly SigningKey[],
): Promise<SigningKey[]> {
  const keys = [
    { id: `k${Date.now().toString(36)}`, secret: randomBytes(32).toString("base64url") },
    ...before,
  ];
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, JSON.stringify(keys, null, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return keys;
}
