import { CutstreamError, type EngineConfig } from "@cutstream/engine";

/** Port of PostgreSQL where a URL names none. */
const PORT = "5432";

/** Databases of a tenant: what one of another's also is would be shared between them. */
type Databases = Pick<EngineConfig, "databaseUrl" | "momentsUrl">;

/**
 * Refuses tenants that name one database: each would read what the other has. Two spellings of one host are taken for
 * two hosts.
 * @param tenants with their names, each once.
 * @throws CutstreamError `invalid_request` that names both.
 */
export function assertApart(tenants: Iterable<readonly [name: string, databases: Databases]>): void {
  const owners = new Map<string, string>();
  for (const [name, { databaseUrl, momentsUrl }] of tenants) {
    for (const url of [databaseUrl, momentsUrl]) {
      if (url === undefined) continue;
      const place = placeOf(url);
      const owner = owners.get(place) ?? name;
      owners.set(place, owner);
      if (owner === name) continue;
      // What cannot be read may have its password anywhere.
      const shown = URL.canParse(url) ? place : "by an address that cannot be read";
      const message = `The tenants ${owner} and ${name} name the same database, ${shown}: each needs one of its own.`;
      throw new CutstreamError("invalid_request", message, { path: `tenants.${name}.databaseUrl` });
    }
  }
}

/** Host, port and name of a database, whoever is to use it and with what options. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? hostname;
  const user = decodeURIComponent(new URL(url).username);
  // Without a name it is the one of the user's own name.
  return `${host.toLowerCase()}:${searchParams.get("port") ?? (port || PORT)}/${decodeURIComponent(pathname.slice(1)) || user}`;
}
