import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { CliError } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

/** `cutstream keys rotate`: a new key to sign playlist URLs with. */
export function keysCommand(terminal: Terminal): Command {
  const rotate = new Command("rotate")
    .description("Sign new streams with a new key; URLs that are out stay valid.")
    .addOption(new Option("--data <dir>", "folder of the server").env("CUTSTREAM_DATA").default(".cutstream"))
    .action(({ data }: { data: string }) => rotateKeys(resolve(data), terminal));
  return new Command("keys").description("Keys that playlist URLs are signed with.").addCommand(rotate);
}

async function rotateKeys(data: string, terminal: Terminal): Promise<void> {
  if (!existsSync(data))
    throw new CliError(`There is no folder ${data}.`, "Give the server's own folder with --data.");
  const { loadSigningKeys, rotateSigningKeys } = await import("@cutstream/engine");
  const [newest, ...older] = await rotateSigningKeys(data, await loadSigningKeys(data));
  terminal.print(
    `new key ${newest?.id}; ${older.length} older ones still verify: ${older.map(({ id }) => id).join(", ")}`,
  );
  terminal.note(
    "Restart the server to use it. To shut out URLs of an old key, take it out of signing-keys.json.",
  );
}
