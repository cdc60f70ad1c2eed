import { createHash, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { CutstreamError } from "@cutstream/engine";
import { z } from "zod";
import { DEFAULT_TENANT, SCOPES, type Scope } from "./scopes.ts";

/** Names stand in addresses and are folders. */
const TENANT = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

const tenantName = z
  .string()
  .regex(TENANT, "must be 1 to 32 small letters, digits and dashes, with no dash at either end");

const storedKey = z.strictObject({
  /** For people. */
  name: z.string().min(1).max(100),
  /** SHA-256 of the key, in hexadecimal digits: the file opens nothing to whoever reads it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
  tenant: tenantName.default(DEFAULT_TENANT),
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** From then on it opens nothing. */
  expires: z.iso.datetime({ offset: true }).optional(),
});

const keysFile = z.strictObject({
  tenants: z
    .record(
      tenantName,
      z.strictObject({
        /** A database of its own, needed where the server has one; `env:NAME` is read from the environment. */
        databaseUrl: z.string().min(1).optional(),
        /** The same for moments, where the server keeps those elsewhere. */
        momentsUrl: z.string().min(1).optional(),
      }),
    )
    .default({}),
  keys: z.array(storedKey).max(10_000),
});

/** Tenants and the keys that open them. */
export type KeysFile = z.output<typeof keysFile>;

/** SHA-256 of a key: what is kept and compared. */
export const digestOf = (key: string): Buffer => createHash("sha256").update(key).digest();

/**
 * Reads a file of keys.
 * @throws CutstreamError `invalid_request` that names the first fault; Node's error where it cannot be read.
 */
export async function readKeysFile(path: string): Promise<KeysFile> {
  const text = await readFile(path, "utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CutstreamError("invalid_request", `${path} is no JSON.`, { cause });
  }
  const read = keysFile.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.map(String).join(".") || "it";
    throw new CutstreamError("invalid_request", `${path}: ${where} ${issue?.message ?? "is wrong"}.`);
  }
  return read.data;
}

/** Names of all tenants that a file has something of, apart from the default one. */
export function tenantsOf({ tenants, keys }: KeysFile): readonly string[] {
  const names = new Set([...Object.keys(tenants), ...keys.map(({ tenant }) => tenant)]);
  names.delete(DEFAULT_TENANT);
  return [...names];
}

/** What a new key is to be. */
export interface NewKey {
  readonly name: string;
  readonly tenant?: string;
  readonly scopes: readonly Scope[];
  readonly expires?: string;
}

/**
 * Makes a key and adds it to a file, which is made where there is none.
 * @returns the key, which is kept nowhere.
 * @throws CutstreamError `invalid_request`
 */
export async function addKey(path: string, { tenant = DEFAULT_TENANT, ...rest }: NewKey): Promise<string> {
  const key = `cs_${randomBytes(24).toString("base64url")}`;
  const added = storedKey.safeParse({ ...rest, tenant, sha256: digestOf(key).toString("hex") });
  if (!added.success) {
    const [issue] = added.error.issues;
    throw new CutstreamError("invalid_request", `${issue?.path.join(".")} ${issue?.message}.`);
  }
  const file = await readOrEmpty(path);
  await write(path, { ...file, keys: [...file.keys, added.data] });
  return key;
}

/** Takes the keys of a name out of a file. @returns how many there were. */
export async function removeKeys(path: string, name: string): Promise<number> {
  const file = await readKeysFile(path);
  const keys = file.keys.filter((key) => key.name !== name);
  if (keys.length < file.keys.length) await write(path, { ...file, keys });
  return file.keys.length - keys.length;
}

async function readOrEmpty(path: string): Promise<KeysFile> {
  return readKeysFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return { tenants: {}, keys: [] };
    throw error;
  });
}

async function write(path: string, file: KeysFile): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
