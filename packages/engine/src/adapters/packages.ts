import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CutstreamError, type ErrorCode } from "../errors.ts";

const require = createRequire(import.meta.url);

/** The first of these optional packages that is not installed; undefined where all are. */
export function missingPackage(names: readonly string[]): string | undefined {
  return names.find((name) => manifestOf(name) === undefined);
}

/** @throws CutstreamError `code` where one of these optional packages is not installed. */
export function requirePackages(names: readonly string[], code: ErrorCode): void {
  const missing = missingPackage(names);
  if (missing === undefined) return;
  throw new CutstreamError(code, `The package ${missing} is not installed: npm i ${missing}`);
}

/** Version of a package as it is installed. @throws Error where it is not */
export function installedVersion(name: string): string {
  const manifest = manifestOf(name);
  if (manifest === undefined) throw new Error(`The package ${name} is not installed.`);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}

/** Path of a package's `package.json`, which most export nowhere. */
function manifestOf(name: string): string | undefined {
  const folders = require.resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, "package.json")).find((path) => existsSync(path));
}
