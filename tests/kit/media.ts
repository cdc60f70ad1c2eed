import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Folder of real test media, which is too large to be committed: `CUTSTREAM_MEDIA`, or beside the repository. */
const FOLDER = resolve(process.env.CUTSTREAM_MEDIA ?? join(import.meta.dirname, "../../../shared/media"));

const absent = new Set<string>();

/**
 * Path of a real test file such as `video/sintel_trailer-720p.mp4`.
 * @returns undefined where it is not on this machine, having said so aloud once: skip what needs it.
 */
export function sharedMedia(name: string): string | undefined {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  if (!absent.has(name))
    console.warn(`SKIPPED what needs ${path}: set CUTSTREAM_MEDIA to the folder that has ${name}`);
  absent.add(name);
  return undefined;
}

/** The folder of real test media; undefined where there is none on this machine. */
export function sharedMediaFolder(): string | undefined {
  return existsSync(FOLDER) ? FOLDER : undefined;
}
