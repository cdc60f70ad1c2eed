import { existsSync } from "node:fs";
import type { SigningKey, SigningKeyStore } from "@cutstream/engine";
import { Command, Option } from "commander";
import { DEFAULT_TENANT } from "../../access/scopes.ts";
import { assertFolder, databaseOption, dataOption, type StorageFlags, storageOf } from "../storage.ts";
import type { Terminal } from "../terminal.ts";

type KeyFlags = Pick<StorageFlags, "data" | "databaseUrl">;

interface EdgeFlags extends KeyFlags {
  readonly keysFile?: string;
}

/** `cutstream keys`: what playlist URLs are signed with, in the database that nodes share, or in a data folder. */
export function keysCommand(terminal: Terminal): Command {
  const rotate = withStore(new Command("rotate"))
    .description("Sign new streams with a new key; URLs that are out stay valid.")
    .action((flags: KeyFlags) => use(flags, (store) => rotateKeys(store, terminal)));
  const list = withStore(new Command("list"))
    .description("Print the ids of the keys; the first signs, all verify.")
    .action((flags: KeyFlags) =>
      use(flags, async (store) => {
        for (const { id } of await store.read()) terminal.print(id);
      }),
    );
  const remove = withStore(new Command("remove"))
    .argument("<id>", "key that verifies no more")
    .description("Take a key out: URLs that were signed with it are shut out.")
    .action((id: string, flags: KeyFlags) =>
      use(flags, async (store) => {
        await store.remove(id);
        terminal.note(`Servers refuse what ${id} signed within ten seconds.`);
      }),
    );
  const callbacks = withStore(new Command("callbacks"))
    .description("Print the secrets that callbacks are signed with, newest first, to check them by.")
    .action((flags: KeyFlags) => use(flags, (store) => printSecrets(store, terminal)));
  const edge = withStore(new Command("edge"))
    .description("Print all keys with their secrets, as signing-keys.json of an edge (docs/edge.md).")
    .addOption(
      new Option("--keys-file <file>", "file of keys and tenants: print what each tenant signs with").env(
        "CUTSTREAM_KEYS",
      ),
    )
    .action(async (flags: EdgeFlags) => {
      const keys = flags.keysFile ? await keysOfTenants(flags, flags.keysFile) : await keysIn(flags);
      terminal.print(JSON.stringify(keys, null, 2));
    });
  return new Command("keys")
    .description("Keys that playlist URLs and callbacks are signed with.")
    .addCommand(rotate)
    .addCommand(list)
    .addCommand(remove)
    .addCommand(callbacks)
    .addCommand(edge);
}

const withStore = (command: Command): Command => command.addOption(dataOption()).addOption(databaseOption());

async function use(flags: KeyFlags, work: (store: SigningKeyStore) => Promise<void>): Promise<void> {
  if (!flags.databaseUrl) assertFolder(flags.data);
  const { openSigningKeys } = await import("@cutstream/engine");
  const store = await openSigningKeys(storageOf(flags));
  await work(store).finally(() => store.close());
}

async function keysIn(flags: KeyFlags): Promise<SigningKey[]> {
  let keys: SigningKey[] = [];
  await use(flags, async (store) => {
    keys = (await store.read()).map(({ id, secret }) => ({ id, secret }));
  });
  return keys;
}

/** Keys of the default tenant and of those that a file of keys has, by their names. */
async function keysOfTenants(flags: KeyFlags, keysFile: string): Promise<Record<string, SigningKey[]>> {
  const { readKeysFile, tenantsOf } = await import("../../access/keys-file.ts");
  const { configOf } = await import("../../access/open-tenants.ts");
  const file = await readKeysFile(keysFile);
  const config = { ...storageOf(flags), publicUrl: "" };
  const keys: Record<string, SigningKey[]> = { [DEFAULT_TENANT]: await keysIn(flags) };
  for (const name of tenantsOf(file)) {
    const own = configOf(name, { config, file });
    // A tenant that no server has opened yet has signed nothing.
    const isThere = own.databaseUrl !== undefined || existsSync(own.dataDir);
    keys[name] = isThere ? await keysIn({ ...own, data: own.dataDir }) : [];
  }
  return keys;
}

async function printSecrets(store: SigningKeyStore, terminal: Terminal): Promise<void> {
  const { callbackSecret } = await import("@cutstream/engine");
  for (const key of await store.read()) terminal.print(callbackSecret(key));
}

async function rotateKeys(store: SigningKeyStore, terminal: Terminal): Promise<void> {
  const { id } = await store.rotate();
  const older = (await store.read()).filter((key) => key.id !== id);
  terminal.print(
    `new key ${id}; ${older.length} older ones still verify: ${older.map((key) => key.id).join(", ")}`,
  );
  terminal.note(
    "Servers sign with it within a minute. To shut out URLs of an old key: cutstream keys remove ID.",
  );
}
