import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { isAbsent } from "./disk-errors.ts";

/** Name of the folder below the root that holds unfinished files. `~` cannot stand in a key. */
const TEMP_FOLDER = "~tmp";

/** Who writes into a folder of unfinished files. */
interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Start of the process in milliseconds since 1970: tells processes apart that had one pid, as in containers. */
  readonly started: number;
}

/** Two clocks of one process may differ by so many milliseconds in when it started. */
const START_TOLERANCE = 1_000;
/** A folder whose owner cannot be asked is left over once nothing was written to it for so many milliseconds. */
const ABANDONED_AFTER = 24 * 3_600_000;

const self: Owner = {
  host: hostname(),
  pid: process.pid,
  started: Math.floor(Date.now() - process.uptime() * 1_000),
};

/** An unfinished file, open for writing. */
export interface TempFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/** This process's folder of unfinished files, in the file system that they are renamed within. */
export class TempFolder {
  readonly #path: string;

  private constructor(folder: string) {
    this.#path = folder;
  }

  /** Opens this process's folder below `root`, and removes what processes that have ended left there. */
  static async open(root: string): Promise<TempFolder> {
    const all = path.join(root, TEMP_FOLDER);
    await mkdir(all, { recursive: true });
    for (const name of await readdir(all)) {
      const folder = path.join(all, name);
      if (await isLeftOver(folder)) await rm(folder, { recursive: true, force: true });
    }
    return new TempFolder(path.join(all, `${self.host}.${self.pid}.${self.started}`));
  }

  /** Makes an empty file of a name that no other has. */
  async create(): Promise<TempFile> {
    // Each time, since another host may have taken a folder for abandoned after a day without writes.
    await mkdir(this.#path, { recursive: true });
    const file = path.join(this.#path, randomUUID());
    return { path: file, handle: await open(file, "wx") };
  }
}

async function isLeftOver(folder: string): Promise<boolean> {
  const owner = parseOwner(path.basename(folder));
  if (owner?.host === self.host) {
    if (owner.pid === self.pid) return Math.abs(owner.started - self.started) > START_TOLERANCE;
    if (!isAlive(owner.pid)) return true;
  }
  return Date.now() - (await lastWrite(folder)) > ABANDONED_AFTER;
}

function parseOwner(name: string): Owner | undefined {
  const match = /^(.+)\.(\d+)\.(\d+)$/.exec(name);
  return match?.[1] ? { host: match[1], pid: Number(match[2]), started: Number(match[3]) } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Refused is alive, under another user.
    return !(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH");
  }
}

/** When something in a folder was last written, in milliseconds since 1970. */
async function lastWrite(folder: string): Promise<number> {
  try {
    const names = (await stat(folder)).isDirectory() ? await readdir(folder) : [];
    const times = await Promise.all([folder, ...names.map((name) => path.join(folder, name))].map(modified));
    return Math.max(...times);
  } catch (thrown) {
    // What goes while one looks belongs to someone who lives.
    if (isAbsent(thrown)) return Date.now();
    throw thrown;
  }
}

const modified = async (file: string): Promise<number> => (await stat(file)).mtimeMs;
