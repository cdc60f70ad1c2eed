import { Command } from "commander";
import type { Export } from "cutstream";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import type { Terminal } from "../terminal.ts";

interface ExportsFlags extends Connection {
  readonly delete?: readonly string[];
  readonly json: boolean;
}

/** `cutstream exports`: shows what was exported, or takes it back. */
export function exportsCommand(terminal: Terminal): Command {
  const command = new Command("exports")
    .description("List exports and where their files are, or delete some.")
    .option("--delete <ids...>", "delete these: their addresses are not found any more")
    .option("--json", "print them as JSON", false)
    .action((flags: ExportsFlags) => listOrDelete(flags, terminal));
  return withConnection(command);
}

async function listOrDelete(flags: ExportsFlags, terminal: Terminal): Promise<void> {
  const { exports } = connectTo(flags);
  if (flags.delete) {
    for (const id of flags.delete) {
      await exports.delete(id);
      terminal.note(`deleted ${id}`);
    }
    return;
  }
  for await (const one of exports.list()) terminal.print(flags.json ? JSON.stringify(one) : describe(one));
}

function describe({ id, status, files }: Export): string {
  const lines = files.map(({ name, url, error }) => `  ${name}  ${url ?? error?.message ?? ""}`.trimEnd());
  return [`${id}  ${status}`, ...lines].join("\n");
}
