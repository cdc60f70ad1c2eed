import { createHash } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { syncFolder } from "../../adapters/disk/durable-folders.ts";
import { CutstreamError } from "../../errors.ts";

/** File of a backup's folder that says what the backup is; written last, so that there is none of half a backup. */
const FILE = "backup.json";
/** Folder of a backup's folder with the blobs, each at its key. */
export const BLOBS = "blobs";
/** File of a snapshot's folder with the blobs that belong to it: a line of SHA-256, bytes and key for each. */
const LIST = "blobs.txt";

const file = z.object({
  name: z.string().regex(/^[a-z-]+\.(sqlite|json)$/),
  sha256: z.string(),
  size: z.number(),
});
const manifest = z.object({
  format: z.literal(1),
  createdAt: z.string(),
  /** Folder of the snapshot, which holds the databases, the keys and the list of blobs. */
  snapshot: z.string().regex(/^snapshot-\d+$/),
  files: z.array(file),
  list: z.object({ sha256: z.string(), size: z.number() }),
  blobs: z.number(),
  bytes: z.number(),
});

/** A file with its checksum. */
export type BackedFile = z.infer<typeof file>;
export type BackupManifest = z.infer<typeof manifest>;

/** A blob in the list of a backup. */
export interface ListedBlob {
  readonly sha256: string;
  readonly size: number;
}
export type BlobList = ReadonlyMap<string, ListedBlob>;

/** What a folder's backup is; undefined where there is none that was finished. @throws CutstreamError `storage_failed` */
export async function readManifest(folder: string): Promise<BackupManifest | undefined> {
  const text = await readFile(join(folder, FILE), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const read = manifest.safeParse(parseJson(text));
  if (read.success) return read.data;
  throw new CutstreamError("storage_failed", `${join(folder, FILE)} is damaged, or of a later release.`);
}

/** Says what the folder's backup is from now on, all or nothing. */
export function writeManifest(folder: string, content: BackupManifest): Promise<void> {
  return writeWhole(join(folder, FILE), JSON.stringify(content, null, 2));
}

/** Reads the list of a snapshot. @throws CutstreamError `storage_failed` where it is not what the manifest says. */
export async function readList(folder: string, { snapshot, list }: BackupManifest): Promise<BlobList> {
  const path = join(folder, snapshot, LIST);
  if ((await checksum(path)).sha256 !== list.sha256) throw damaged(path);
  const blobs = new Map<string, ListedBlob>();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [sha256 = "", size = "", key = ""] = line.split(" ");
    blobs.set(key, { sha256, size: Number(size) });
  }
  return blobs;
}

/** Writes the list of a snapshot. @returns its checksum */
export async function writeList(folder: string, snapshot: string, blobs: BlobList): Promise<ListedBlob> {
  const path = join(folder, snapshot, LIST);
  await mkdir(join(folder, snapshot), { recursive: true });
  const lines = [...blobs].map(([key, { sha256, size }]) => `${sha256} ${size} ${key}\n`);
  await writeWhole(path, lines.join(""));
  return checksum(path);
}

/** SHA-256 and size of a file. */
export async function checksum(path: string): Promise<ListedBlob> {
  const hash = createHash("sha256");
  let size = 0;
  const stream: ReadStream = createReadStream(path);
  for await (const chunk of stream) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return { sha256: hash.digest("hex"), size };
}

/** The error of a file that is not what it was when it was backed up. */
export const damaged = (path: string): CutstreamError =>
  new CutstreamError("storage_failed", `${path} is not what was backed up: its checksum differs.`);

/** Writes a file that is there whole, or as it was before, whatever happens. */
async function writeWhole(path: string, text: string): Promise<void> {
  const handle = await open(`${path}.new`, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(join(path, ".."));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
