import { Kysely, sql } from "kysely";
import { postgresDialect } from "./connect.ts";
import { assertRecent, EXTENSIONS, missingExtension } from "./vector-extension.ts";

/**
 * Says what the PostgreSQL server at `url` is, for people, without changing anything: its version, and those of the
 * extensions that moments need.
 * @throws CutstreamError `storage_failed` where it cannot be reached, and where it has not what is needed.
 */
export async function examinePostgres(url: string): Promise<string> {
  const db = new Kysely<unknown>({ dialect: postgresDialect(url) });
  try {
    const { rows } = await sql<{ version: string }>`
      select current_setting('server_version') as version`.execute(db);
    const parts = [`PostgreSQL ${rows[0]?.version}`];
    for (const extension of EXTENSIONS) {
      const found = await sql<{ installed: string | null; available: string }>`
        select installed_version as installed, default_version as available
        from pg_available_extensions where name = ${extension.name}`.execute(db);
      const [row] = found.rows;
      if (!row) throw missingExtension(extension);
      assertRecent(extension, row.installed ?? row.available);
      parts.push(`${extension.name} ${row.installed ?? `${row.available}, to be created`}`);
    }
    return parts.join("; ");
  } finally {
    await db.destroy();
  }
}
