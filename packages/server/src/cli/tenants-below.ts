import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Names of the tenants that have a folder in a server's data folder, in the order of their names. */
export async function tenantsBelow(dataDir: string): Promise<string[]> {
  const folders = await readdir(join(dataDir, "tenants")).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return folders.toSorted();
}
