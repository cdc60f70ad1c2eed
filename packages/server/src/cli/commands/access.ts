import { resolve } from "node:path";
import { Command, Option } from "commander";
import { DEFAULT_TENANT, SCOPES, type Scope } from "../../access/scopes.ts";
import type { Terminal } from "../terminal.ts";

interface FileFlags {
  readonly file: string;
}

interface AddFlags extends FileFlags {
  readonly tenant: string;
  readonly scope: readonly Scope[];
  readonly expires?: string;
}

/** `cutstream access`: keys that open the API, each for a tenant and for what its scopes say. */
export function accessCommand(terminal: Terminal): Command {
  const add = withFile(new Command("add"))
    .argument("<name>", "what the key is for")
    .description("Make a key, and print it: the file keeps its digest alone.")
    .option(
      "--tenant <tenant>",
      "whose key it is; a new tenant is there once the server was started anew",
      DEFAULT_TENANT,
    )
    .addOption(new Option("--scope <scopes...>", "what it may do").choices(SCOPES).default(["read"]))
    .option("--expires <date>", "from when on it opens nothing: 2027-01-01T00:00:00Z")
    .action(async (name: string, { file, tenant, scope, expires }: AddFlags) => {
      const { addKey } = await import("../../access/keys-file.ts");
      const key = await addKey(resolve(file), {
        ...{ name, tenant, scopes: scope },
        ...(expires !== undefined && { expires }),
      });
      terminal.print(key);
    });
  const list = withFile(new Command("list"))
    .description("Print what keys there are.")
    .action(async ({ file }: FileFlags) => {
      const { readKeysFile } = await import("../../access/keys-file.ts");
      for (const { name, tenant, scopes, expires } of (await readKeysFile(resolve(file))).keys) {
        terminal.print([name, tenant, scopes.join(","), expires ?? "does not expire"].join("  "));
      }
    });
  const remove = withFile(new Command("remove"))
    .argument("<name>", "what the key was for")
    .description("Take keys out: servers refuse them within two seconds.")
    .action(async (name: string, { file }: FileFlags) => {
      const { removeKeys } = await import("../../access/keys-file.ts");
      terminal.print(`${await removeKeys(resolve(file), name)} keys removed`);
    });
  return new Command("access")
    .description("Keys that open the API, for tenants and with scopes.")
    .addCommand(add)
    .addCommand(list)
    .addCommand(remove);
}

const withFile = (command: Command): Command =>
  command.addOption(
    new Option("--file <file>", "the file of keys").env("CUTSTREAM_KEYS").default("cutstream-keys.json"),
  );
