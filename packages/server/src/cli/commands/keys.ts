import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { CliError } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

/** `cutstream keys rotate`: a new key to sign playlist URLs with. */
export function keysCommand(terminal: Terminal): Command {
  const rotate = new Command("rotate")
    .description("Sign new streams with a new key; URLs that are out stay valid.")
    .addOption(dataOption())
    .action(({ data }: { data: string }) => rotateKeys(resolve(data), terminal));
  const callbacks = new Command("callbacks")
    .description("Print the secrets that callbacks are signed with, newest first, to check them by.")
    .addOption(dataOption())
    .action(({ data }: { data: string }) => printSecrets(resolve(data), terminal));
  return new Command("keys")
    .description("Keys that playlist URLs and callbacks are signed with.")
    .addCommand(rotate)
    .addCommand(callbacks);
}

const dataOption = () =>
  new Option("--data <dir>", "folder of the server").env("CUTSTREAM_DATA").default(".cutstream");

function assertFolder(data: string): void {
  if (existsSync(data)) return;
  throw new CliError(`There is no folder ${data}.`, "Give the server's own folder with --data.");
}

async function printSecrets(data: string, terminal: Terminal): Promise<void> {
  assertFolder(data);
  const { callbackSecret, loadSigningKeys } = await import("@cutstream/engine");
  for (const key of await loadSigningKeys(data)) terminal.print(callbackSecret(key));
}

async function rotateKeys(data: string, terminal: Terminal): Promise<void> {
  assertFolder(data);
  const { loadSigningKeys, rotateSigningKeys } = await import("@cutstream/engine");
  const [newest, ...older] = await rotateSigningKeys(data, await loadSigningKeys(data));
  terminal.print(
    `new key ${newest?.id}; ${older.length} older ones still verify: ${older.map(({ id }) => id).join(", ")}`,
  );
  terminal.note(
    "Restart the server to use it. To shut out URLs of an old key, take it out of signing-keys.json.",
  );
}
