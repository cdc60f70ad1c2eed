import { posix, win32 } from "node:path";
import { CutstreamError } from "../errors.ts";

/** A video by what people call it. */
export interface CalledVideo {
  readonly id: string;
  readonly name: string;
}

/** Which video a name stands for, where the caller said so. */
export type MediaNames<V> = Readonly<Record<string, V>>;

/**
 * Finds the video that a file of an editing system means: the first of these names that the caller gave a video for,
 * that is a video's id, or that is a video's name, with or without folder and ending, in capitals or not.
 * @throws CutstreamError `video_not_found` where none fits, `invalid_request` where several do
 */
export function findMedia<V>(
  names: readonly string[],
  {
    where,
    given,
    videos,
  }: { readonly where: string; readonly given: MediaNames<V>; readonly videos: readonly CalledVideo[] },
): V | string {
  for (const name of names) {
    const said = given[name] ?? given[fileOf(name)];
    if (said !== undefined) return said;
    if (videos.some(({ id }) => id === name)) return name;
  }
  for (const spell of [fileOf, stem]) {
    for (const name of names) {
      const found = videos.filter((video) => spell(video.name) === spell(name));
      const [only, other] = found;
      if (only && other) throw ambiguous(name, where, found);
      if (only) return only.id;
    }
  }
  const called =
    names.length === 0 ? "media without a name" : names.map((name) => JSON.stringify(name)).join(" or ");
  throw new CutstreamError(
    "video_not_found",
    `${where}: no video is called ${called}; name one in "media".`,
    { path: "media" },
  );
}

function ambiguous(name: string, where: string, found: readonly CalledVideo[]): CutstreamError {
  const ids = found.map(({ id }) => id).join(", ");
  const message = `${where}: ${JSON.stringify(name)} may be ${ids}; say which in "media".`;
  return new CutstreamError("invalid_request", message, { path: "media" });
}

/** The last part of a path or URL, of either slant, in small letters. */
function fileOf(name: string): string {
  const path = /^[a-z][a-z0-9+.-]+:\/\//i.test(name) ? unescaped(name) : name;
  return posix.basename(win32.basename(path)).toLowerCase();
}

function unescaped(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return url;
  }
}

const stem = (name: string): string => fileOf(name).replace(/\.[a-z0-9]{1,5}$/, "");
