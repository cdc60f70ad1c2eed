import type { Kysely, Selectable } from "kysely";
import type { CadenceRow, Catalog } from "../../seams/catalog.ts";
import { readPage } from "./page.ts";
import type { CadenceTable, CatalogSchema } from "./schema.ts";

/** The part of the catalog that keeps cadences. */
export type CadenceQueries = Pick<Catalog, "putCadence" | "cadence" | "cadences" | "deleteCadence">;

const COLUMNS = ["id", "revision", "cadence_json", "created_at", "updated_at"] as const;

/** Makes the queries of cadences over any SQL database. */
export function cadenceQueries(db: Kysely<CatalogSchema>): CadenceQueries {
  return {
    async putCadence({ id, cadence, createdAt, updatedAt }) {
      const cadence_json = JSON.stringify(cadence);
      const row = await db
        .insertInto("cadences")
        .values({ id, revision: 1, cadence_json, created_at: createdAt, updated_at: updatedAt })
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet((eb) => ({
            revision: eb("cadences.revision", "+", 1),
            cadence_json,
            updated_at: updatedAt,
          })),
        )
        .returning(COLUMNS)
        .executeTakeFirstOrThrow();
      return readCadence(row);
    },

    async cadence(id) {
      const row = await db.selectFrom("cadences").select(COLUMNS).where("id", "=", id).executeTakeFirst();
      return row && readCadence(row);
    },

    async cadences({ cursor, limit }) {
      const query = db.selectFrom("cadences").select(COLUMNS);
      return readPage(query, { cursor, limit }, readCadence);
    },

    async deleteCadence(id) {
      const result = await db.deleteFrom("cadences").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function readCadence({ cadence_json, created_at, updated_at, ...row }: Selectable<CadenceTable>): CadenceRow {
  const cadence = JSON.parse(cadence_json) as unknown;
  return { ...row, cadence, createdAt: created_at, updatedAt: updated_at };
}
