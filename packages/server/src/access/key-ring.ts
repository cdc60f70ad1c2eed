import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { digestOf, type KeysFile } from "./keys-file.ts";
import { type Access, DEFAULT_TENANT, type Scope } from "./scopes.ts";

interface Entry extends Access {
  readonly digest: Buffer;
  /** Milliseconds since 1970; infinity: never. */
  readonly expires: number;
}

/** Keys that are known, by which requests are told apart. */
export interface KeyRing {
  /** Whose key it is; undefined where it is nobody's, or is out of date. */
  find(key: string): Access | undefined;
  /** Puts the keys of a file in place of those of the one before. Keys given at the start stay. */
  replace(file: KeysFile): void;
}

const ADMIN: ReadonlySet<Scope> = new Set(["admin"]);

/**
 * Makes a ring. Digests are compared, all of them, each in constant time: neither the length of a key nor its first
 * characters can be felt out.
 * @param admins keys that may do everything with the default tenant: those of `CUTSTREAM_API_KEY`.
 */
export function createKeyRing(
  admins: readonly string[],
  file: KeysFile = { tenants: {}, keys: [] },
  now: () => number = Date.now,
): KeyRing {
  const given = admins.map(
    (key): Entry => ({
      ...{ digest: digestOf(key), tenant: DEFAULT_TENANT, scopes: ADMIN, expires: Number.POSITIVE_INFINITY },
    }),
  );
  let entries = [...given, ...entriesOf(file)];
  return {
    find(key) {
      const sent = digestOf(key);
      let found: Entry | undefined;
      for (const entry of entries) if (timingSafeEqual(entry.digest, sent)) found = entry;
      if (!found || found.expires <= now()) return undefined;
      return { tenant: found.tenant, scopes: found.scopes };
    },
    replace(next) {
      entries = [...given, ...entriesOf(next)];
    },
  };
}

const entriesOf = ({ keys }: KeysFile): Entry[] =>
  keys.map(({ sha256, tenant, scopes, expires }) => ({
    digest: Buffer.from(sha256, "hex"),
    tenant,
    scopes: new Set(scopes),
    expires: expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires),
  }));

/** The key that a request carries: `Authorization: Bearer KEY` (RFC 6750 §2.1), or the header of VideoDB's SDKs. */
export function keyIn(headers: IncomingHttpHeaders): string | undefined {
  const token = headers["x-access-token"];
  if (typeof token === "string" && token !== "") return token;
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
}
