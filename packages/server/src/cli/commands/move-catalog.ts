import { resolve } from "node:path";
import { Command } from "commander";
import { showProgress, type Tracker } from "../progress.ts";
import { databaseOption, dataOption } from "../storage.ts";
import type { Terminal } from "../terminal.ts";

interface MoveFlags {
  readonly data: string;
  readonly databaseUrl: string;
}

/** `cutstream move-catalog`: from the files of a data folder to PostgreSQL. */
export function moveCatalogCommand(terminal: Terminal): Command {
  return new Command("move-catalog")
    .description("Copy all that a server keeps, but for media, into an empty PostgreSQL database.")
    .addOption(dataOption("folder of the server, which must not run"))
    .addOption(
      databaseOption("the database: postgresql://user:password@host:5432/name").makeOptionMandatory(),
    )
    .action((flags: MoveFlags) => moveCatalog(flags, terminal));
}

async function moveCatalog({ data, databaseUrl }: MoveFlags, terminal: Terminal): Promise<void> {
  const { moveStores } = await import("@cutstream/engine");
  const display = showProgress(terminal);
  const trackers = new Map<string, Tracker>();
  const trackerOf = (stage: string): Tracker => {
    const tracker = trackers.get(stage) ?? display.track(stage);
    trackers.set(stage, tracker);
    return tracker;
  };
  try {
    const counts = await moveStores({
      dataDir: resolve(data),
      databaseUrl,
      onProgress: ({ stage, done, total }) =>
        trackerOf(stage).update(`${done} of ${total}`, total === 0 ? 1 : done / total),
    });
    for (const tracker of trackers.values()) tracker.end();
    const moved = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
    terminal.print(`moved and counted: ${moved.join(", ")}`);
  } finally {
    display.stop();
  }
  terminal.note(
    "Start the server with DATABASE_URL to use it. The files are as they were; move-blobs copies media to S3.",
  );
}
