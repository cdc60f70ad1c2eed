import { resolve } from "node:path";
import type { BackupProgress, BackupSummary } from "@cutstream/engine";
import { Command, Option } from "commander";
import { showProgress, type Tracker } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

interface BackupFlags {
  readonly data: string;
  readonly databaseUrl?: string;
  readonly blobs?: string;
  readonly to: string;
}

interface RestoreFlags {
  readonly data: string;
  readonly blobs?: string;
  readonly from: string;
}

/** `cutstream backup`: all that a server keeps, while it runs. */
export function backupCommand(terminal: Terminal): Command {
  return new Command("backup")
    .description(
      "Copy all that a server keeps into a folder, while it runs. What is there already is not copied again.",
    )
    .requiredOption("--to <dir>", "folder of the backup; best on another disk")
    .addOption(new Option("--data <dir>", "folder of the server").env("CUTSTREAM_DATA").default(".cutstream"))
    .addOption(
      new Option("--database-url <url>", "PostgreSQL of the server, which pg_dump backs up").env(
        "DATABASE_URL",
      ),
    )
    .addOption(new Option("--blobs <place>", "s3://bucket/prefix of the server's media").env("BLOBS"))
    .action((flags: BackupFlags) => backup(flags, terminal));
}

/** `cutstream restore`: a server's folder from a backup. */
export function restoreCommand(terminal: Terminal): Command {
  return new Command("restore")
    .description("Make a server's folder of a backup, and check every file of it.")
    .requiredOption("--from <dir>", "folder of the backup")
    .requiredOption("--data <dir>", "folder of the server to be, which must be empty")
    .addOption(new Option("--blobs <place>", "s3://bucket/prefix for the media").env("BLOBS"))
    .action((flags: RestoreFlags) => restore(flags, terminal));
}

async function backup({ data, to, databaseUrl, blobs }: BackupFlags, terminal: Terminal): Promise<void> {
  const { backUp } = await import("@cutstream/engine");
  const options = {
    ...{ dataDir: resolve(data), to: resolve(to) },
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(blobs ? { blobs } : {}),
  };
  const made = await withProgress(terminal, (onProgress) => backUp({ ...options, onProgress }));
  terminal.print(`${describe(made)}; ${made.copied} of the blobs were new`);
  if (!databaseUrl) return;
  terminal.note(
    "The databases are in PostgreSQL: run pg_dump --format=custom now, then this command once more, " +
      "which copies what came meanwhile. The dump holds the signing keys: keep it as safe as those.",
  );
}

async function restore({ data, from, blobs }: RestoreFlags, terminal: Terminal): Promise<void> {
  const engine = await import("@cutstream/engine");
  const options = { dataDir: resolve(data), from: resolve(from), ...(blobs ? { blobs } : {}) };
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
