import { join, resolve } from "node:path";
import type { BackupProgress, BackupSummary } from "@cutstream/engine";
import { Command } from "commander";
import { showProgress, type Tracker } from "../progress.ts";
import { blobsOption, databaseOption, dataOption, type StorageFlags, storageOf } from "../storage.ts";
import { tenantsBelow } from "../tenants-below.ts";
import type { Terminal } from "../terminal.ts";

interface BackupFlags extends Omit<StorageFlags, "momentsUrl"> {
  readonly to: string;
}

interface RestoreFlags extends Pick<StorageFlags, "data" | "blobs"> {
  readonly from: string;
}

/** `cutstream backup`: all that a server keeps, while it runs. */
export function backupCommand(terminal: Terminal): Command {
  return new Command("backup")
    .description(
      "Copy all that a server keeps into a folder, while it runs. What is there already is not copied again.",
    )
    .requiredOption("--to <dir>", "folder of the backup; best on another disk")
    .addOption(dataOption())
    .addOption(databaseOption("PostgreSQL of the server, which pg_dump backs up"))
    .addOption(blobsOption())
    .action((flags: BackupFlags) => backup(flags, terminal));
}

/** `cutstream restore`: a server's folder from a backup. */
export function restoreCommand(terminal: Terminal): Command {
  return new Command("restore")
    .description("Make a server's folder of a backup, and check every file of it.")
    .requiredOption("--from <dir>", "folder of the backup")
    .requiredOption("--data <dir>", "folder of the server to be, which must be empty")
    .addOption(blobsOption())
    .action((flags: RestoreFlags) => restore(flags, terminal));
}

async function backup(flags: BackupFlags, terminal: Terminal): Promise<void> {
  const { backUp } = await import("@cutstream/engine");
  const options = { ...storageOf(flags), to: resolve(flags.to) };
  const made = await withProgress(terminal, (onProgress) => backUp({ ...options, onProgress }));
  terminal.print(`${describe(made)}; ${made.copied} of the blobs were new`);
  const tenants = await tenantsBelow(options.dataDir);
  if (tenants.length > 0) {
    terminal.note(
      `Tenants are not in it: ${tenants.join(", ")}. Back each up with --data ${join(options.dataDir, "tenants", "NAME")}, to a folder of its own.`,
    );
  }
  if (!options.databaseUrl) return;
  terminal.note(
    "The databases are in PostgreSQL: run pg_dump --format=custom now, then this command once more, " +
      "which copies what came meanwhile. The dump holds the signing keys: keep it as safe as those.",
  );
}

async function restore(flags: RestoreFlags, terminal: Terminal): Promise<void> {
  const engine = await import("@cutstream/engine");
  const options = { ...storageOf(flags), from: resolve(flags.from) };
  const made = await withProgress(terminal, (onProgress) => engine.restore({ ...options, onProgress }));
  terminal.print(`restored and checked: ${describe(made)}, as of ${made.createdAt}`);
  if (made.databases.length > 0) return;
  terminal.note("The databases were in PostgreSQL: run pg_restore on the dump that goes with this backup.");
}

function describe({ blobs, bytes, databases }: BackupSummary): string {
  return `${blobs} blobs, ${(bytes / 1e6).toFixed(1)} MB, ${databases.length} databases`;
}

async function withProgress<T>(
  terminal: Terminal,
  work: (onProgress: (progress: BackupProgress) => void) => Promise<T>,
): Promise<T> {
  const display = showProgress(terminal);
  const trackers = new Map<string, Tracker>();
  try {
    return await work(({ stage, done, total, bytes }) => {
      const tracker = trackers.get(stage) ?? display.track(stage);
      trackers.set(stage, tracker);
      const share = total ? done / total : 0;
      // A line for each blob would be too many where nobody watches bars.
      if (terminal.interactive) tracker.update(`${done} blobs, ${(bytes / 1e6).toFixed(1)} MB`, share);
      else tracker.update("", share);
    });
  } finally {
    display.stop();
  }
}
