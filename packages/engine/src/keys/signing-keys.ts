import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openPostgresSigningKeys } from "../adapters/postgres/postgres-signing-keys.ts";
import type { EngineConfig } from "../api/config.ts";
import { CutstreamError } from "../errors.ts";
import {
  assertRemovable,
  newSigningKey,
  type SigningKey,
  type SigningKeyStore,
} from "../seams/signing-key-store.ts";

const FILE = "signing-keys.json";
const schema = z
  .array(z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,16}$/), secret: z.string().min(32) }))
  .min(1);

/**
 * Opens the keys that playlist URLs are signed with: in the database that nodes share, or in a file of the data folder.
 * A database that has none yet takes those of the folder, so that what they signed stays valid.
 * @throws CutstreamError `storage_failed`
 */
export async function openSigningKeys({
  dataDir,
  databaseUrl: url,
}: Pick<EngineConfig, "dataDir" | "databaseUrl">): Promise<SigningKeyStore> {
  if (url === undefined) return openFile(dataDir);
  return openPostgresSigningKeys({
    url,
    initial: async () => (await readSigningKeys(dataDir)) ?? [newSigningKey()],
  });
}

/**
 * Reads the keys in a data folder, and makes the first one where there is none.
 * @throws ZodError where the file was damaged: new keys would lock every viewer out, so none are made.
 */
export async function loadSigningKeys(dataDir: string): Promise<SigningKey[]> {
  return (await readSigningKeys(dataDir)) ?? rotateSigningKeys(dataDir, []);
}

/** The keys in a data folder; undefined where it has none. @throws ZodError where the file was damaged */
export async function readSigningKeys(dataDir: string): Promise<SigningKey[] | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(join(dataDir, FILE), "utf8")));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    return undefined;
  }
}

/** Puts a new key first in a data folder; URLs signed with the ones before stay valid until those are taken out. */
export async function rotateSigningKeys(
  dataDir: string,
  before: readonly SigningKey[],
): Promise<SigningKey[]> {
  const keys = [newSigningKey(), ...before];
  await writeKeys(dataDir, keys);
  return keys;
}

/** Keys are read whole or not at all, whatever is written meanwhile. */
async function writeKeys(dataDir: string, keys: readonly SigningKey[]): Promise<void> {
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, JSON.stringify(keys, null, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function openFile(dataDir: string): SigningKeyStore {
  return {
    read: () => loadSigningKeys(dataDir),
    async rotate() {
      const [made] = await rotateSigningKeys(dataDir, await loadSigningKeys(dataDir));
      if (!made) throw new CutstreamError("internal", "No key was made.");
      return made;
    },
    async remove(id) {
      const keys = await loadSigningKeys(dataDir);
      assertRemovable(
        id,
        keys.map((key) => key.id),
      );
      await writeKeys(
        dataDir,
        keys.filter((key) => key.id !== id),
      );
    },
    close: async () => undefined,
  };
}
