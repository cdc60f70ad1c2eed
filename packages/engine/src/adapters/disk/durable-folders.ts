import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { LRUCache } from "lru-cache";

/** Folders remembered as made. */
const REMEMBERED = 10_000;

/**
 * Writes a folder's entries to stable storage: what was made, renamed or deleted in it survives a power cut (fsync(2)).
 * Windows cannot open folders; NTFS journals their entries.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes folders below a root so that they survive a power cut, each once. */
export class DurableFolders {
  readonly #root: string;
  readonly #made = new LRUCache<string, Promise<void>>({ max: REMEMBERED });

  /** @param root a folder that exists. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Makes a folder and those above it, up to the root. */
  async ensure(folder: string): Promise<void> {
    if (folder === this.#root) return;
    // A promise, not a mark: a caller who comes while it is being made waits until it is durable.
    const known = this.#made.get(folder);
    if (known) return known;
    const making = this.#make(folder);
    this.#made.set(folder, making);
    try {
      await making;
    } catch (thrown) {
      if (this.#made.get(folder) === making) this.#made.delete(folder);
      throw thrown;
    }
  }

  /** Forgets what was made: folders may have been deleted. */
  forget(): void {
    this.#made.clear();
  }

  async #make(folder: string): Promise<void> {
    const parent = path.dirname(folder);
    await this.ensure(parent);
    await mkdir(folder, { recursive: true });
    // Even where it was there: whoever made it may not have come this far.
    await syncFolder(parent);
  }
}
