import { stat } from "node:fs/promises";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import { type KeysFile, readKeysFile } from "./keys-file.ts";

/** Milliseconds between two looks at the file of keys. */
const LOOK_INTERVAL = 2_000;

/** Keys of a server, kept as its file says. */
export interface OpenKeys {
  readonly ring: KeyRing;
  /** As the file was when the server started. */
  readonly file: KeysFile | undefined;
  close(): void;
}

/**
 * Opens the keys of a server. A file that changes is read again within two seconds: a key that was taken out opens nothing
 * from then on. One that cannot be read changes nothing, and is told of.
 * @throws CutstreamError `invalid_request`
 */
export async function openKeys(
  {
    apiKeys = [],
    keysFile,
  }: { readonly apiKeys?: readonly string[]; readonly keysFile?: string | undefined },
  onTrouble: (thrown: unknown) => void = (thrown) => console.error("The file of keys:", thrown),
): Promise<OpenKeys> {
  if (keysFile === undefined) {
    return { ring: createKeyRing(apiKeys), file: undefined, close: () => undefined };
  }
  const versionOf = async (): Promise<string> => {
    const { mtimeMs, size, ino } = await stat(keysFile);
    return `${mtimeMs} ${size} ${ino}`;
  };
  let seen = await versionOf();
  const file = await readKeysFile(keysFile);
  const ring = createKeyRing(apiKeys, file);
  const look = async (): Promise<void> => {
    const version = await versionOf();
    if (version === seen) return;
    seen = version;
    ring.replace(await readKeysFile(keysFile));
  };
  const timer = setInterval(() => void look().catch(onTrouble), LOOK_INTERVAL).unref();
  return { ring, file, close: () => clearInterval(timer) };
}
