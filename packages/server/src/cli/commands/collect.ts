import { Command } from "commander";
import { retainOption } from "../retain.ts";
import {
  assertFolder,
  blobsOption,
  databaseOption,
  dataOption,
  momentsOption,
  type StorageFlags,
  storageOf,
} from "../storage.ts";
import type { Terminal } from "../terminal.ts";

interface CollectFlags extends StorageFlags {
  readonly retain?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `cutstream collect`: lets go what may go by the rules, now; a server does so once a day. */
export function collectCommand(terminal: Terminal): Command {
  return new Command("collect")
    .description("Delete what the rules of --retain let go, now. The server may run.")
    .addOption(dataOption())
    .addOption(databaseOption())
    .addOption(momentsOption())
    .addOption(blobsOption())
    .addOption(retainOption())
    .option("--dry-run", "only print what would go, and how much", false)
    .option("--json", "print the report as JSON", false)
    .action((flags: CollectFlags) => collect(flags, terminal));
}

async function collect(flags: CollectFlags, terminal: Terminal) {
  const { retain = "", dryRun, json } = flags;
  assertFolder(flags.data);
  const { collectOnce, parseRetention } = await import("@cutstream/engine");
  const rules = parseRetention(retain);
  const report = await collectOnce({ ...storageOf(flags), rules, dryRun });
  if (json) {
    terminal.print(JSON.stringify(report, null, 2));
    return;
  }
  const verb = dryRun ? "would go" : "went";
  for (const { kind, count, bytes } of report.collected) {
    terminal.print(`${count} ${kind} ${verb}${bytes > 0 ? `, ${megabytes(bytes)} MB` : ""}`);
  }
  if (report.collected.length === 0) terminal.print(dryRun ? "nothing would go" : "nothing went");
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
