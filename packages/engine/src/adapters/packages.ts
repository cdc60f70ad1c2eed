import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** The first of these optional packages that is not installed; undefined where all are. */
export function missingPackage(names: readonly string[]): string | undefined {
  return names.find((name) => !isInstalled(name));
}

/** Whether npm installed the package: optional ones are left out where they cannot run. */
function isInstalled(name: string): boolean {
  const folders = require.resolve.paths(name) ?? [];
  return folders.some((folder) => existsSync(join(folder, name, "package.json")));
}
