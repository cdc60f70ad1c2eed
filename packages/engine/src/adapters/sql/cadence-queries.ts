import type { Kysely, Selectable } from "kysely";
import type { CadenceRow, Catalog } from "../../seams/catalog.ts";
import { decodeCursor, toPage } from "./page.ts";
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
      let query = db.selectFrom("cadences").select(COLUMNS);
      if (cursor !== undefined) {
        const { createdAt, id } = decodeCursor(cursor);
        query = query.where((eb) => eb(eb.refTuple("created_at", "id"), ">", eb.tuple(createdAt, id)));
      }
      const rows = await query
        .orderBy("created_at")
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      return toPage(rows.map(readCadence), limit);
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
