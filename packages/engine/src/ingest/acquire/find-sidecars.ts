import { constants, type FileHandle, open, readdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { decodeText, MediaFormatError } from "@cutstream/media";
import { systemCode } from "../../adapters/disk/disk-errors.ts";
import type { Sidecar } from "../../library/sidecars.ts";
import { readSidecarName } from "./sidecar-name.ts";

/** Bytes of all subtitles beside a video: a film's have a hundredth of this. */
const MAX_BYTES = 32 << 20;

/**
 * Reads the subtitles beside a file that is ingested by its path: files of its name but for a language and the
 * extension, those without a language first. What cannot be read says why in its place, and is never an error of the
 * ingest; a folder that cannot be listed has none. Links are not followed: what they lead to need not be the media's.
 */
export async function findSidecars(path: string): Promise<readonly Sidecar[]> {
  const film = basename(path, extname(path));
  const names = await readdir(dirname(path)).catch(() => []);
  const found = names.sort().flatMap((name) => {
    const facts = readSidecarName(name, film);
    return facts && name !== basename(path) ? [{ name, ...facts }] : [];
  });
  const sidecars: Sidecar[] = [];
  let left = MAX_BYTES;
  for (const facts of [...found.filter(isPlain), ...found.filter((file) => !isPlain(file))]) {
    const content = await read(join(dirname(path), facts.name), left);
    if ("bytes" in content) left -= content.bytes;
    sidecars.push({ ...facts, content: "text" in content ? { text: content.text } : content });
  }
  return sidecars;
}

const isPlain = ({ language }: Pick<Sidecar, "language">): boolean => language === null;

type Content = { readonly text: string; readonly bytes: number } | { readonly problem: string };

async function read(path: string, most: number): Promise<Content> {
  // A pipe in its place is refused instead of waited for.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  let file: FileHandle;
  try {
    file = await open(path, flags);
  } catch (error) {
    const isLink = systemCode(error) === "ELOOP";
    return { problem: isLink ? "it is a link, which is not followed" : "the server may not read it" };
  }
  try {
    const status = await file.stat();
    if (!status.isFile()) return { problem: "it is no regular file" };
    if (status.size > most)
      return { problem: `it has ${status.size} bytes; ${MAX_BYTES} are the most for all beside a video` };
    const bytes = await file.readFile();
    return { text: decodeText(bytes), bytes: bytes.byteLength };
  } catch (error) {
    if (error instanceof MediaFormatError) return { problem: error.message };
    return { problem: `reading it failed (${systemCode(error) ?? String(error)})` };
  } finally {
    await file.close();
  }
}
