import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { CliError } from "../failure.ts";
import { retainOption } from "../retain.ts";
import type { Terminal } from "../terminal.ts";

interface CollectFlags {
  readonly data: string;
  readonly databaseUrl?: string;
  readonly momentsUrl?: string;
  readonly blobs?: string;
  readonly retain?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `cutstream collect`: lets go what may go by the rules, now; a server does so once a day. */
export function collectCommand(terminal: Terminal): Command {
  return new Command("collect")
    .description("Delete what the rules of --retain let go, now. The server may run.")
    .addOption(new Option("--data <dir>", "folder of the server").env("CUTSTREAM_DATA").default(".cutstream"))
    .addOption(new Option("--database-url <url>", "PostgreSQL of the server").env("DATABASE_URL"))
    .addOption(
      new Option("--moments-url <url>", "PostgreSQL of the server's moments").env("MOMENTS_DATABASE_URL"),
    )
    .addOption(new Option("--blobs <place>", "s3://bucket/prefix of the server's media").env("BLOBS"))
    .addOption(retainOption())
    .option("--dry-run", "only print what would go, and how much", false)
    .option("--json", "print the report as JSON", false)
    .action((flags: CollectFlags) => collect(flags, terminal));
}

async function collect(flags: CollectFlags, terminal: Terminal) {
  const { data, databaseUrl, momentsUrl, blobs, retain = "", dryRun, json } = flags;
  const dataDir = resolve(data);
  if (!existsSync(dataDir)) {
    throw new CliError(`There is no folder ${dataDir}.`, "Give the server's own folder with --data.");
  }
  const { collectOnce, parseRetention } = await import("@cutstream/engine");
  const rules = parseRetention(retain);
  const report = await collectOnce({
    ...{ dataDir, rules, dryRun },
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(momentsUrl ? { momentsUrl } : {}),
    ...(blobs ? { blobs } : {}),
  });
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
