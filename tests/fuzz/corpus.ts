import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "corpus");

/**
 * Inputs by the names of their files, all of which are tried in the unit tests: those that once went wrong, and those that
 * `gather.ts` kept, `taken-…` or `refused-` for a reason.
 */
export function corpusOf(target: string): ReadonlyMap<string, Uint8Array> {
  const folder = join(FOLDER, target);
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    names = [];
  }
  return new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

/** Adds an input. @param name of its file; default: by what is in it. @returns the path of its file. */
export function addToCorpus(target: string, input: Uint8Array, name = hashOf(input)): string {
  const folder = join(FOLDER, target);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, input);
  return path;
}

const hashOf = (input: Uint8Array): string => createHash("sha256").update(input).digest("hex").slice(0, 12);
