import type { Kysely, Selectable } from "kysely";
import type { Catalog, ExperimentRow } from "../../seams/catalog.ts";
import type { CatalogSchema, ExperimentTable } from "./schema.ts";

/** The part of the catalog that keeps experiments. */
export type ExperimentQueries = Pick<
  Catalog,
  "insertExperiment" | "experiment" | "experiments" | "updateExperiment"
>;

const COLUMNS = ["id", "definition_json", "status", "created_at", "ended_at"] as const;

/** Makes the queries of experiments over any SQL database. */
export function experimentQueries(db: Kysely<CatalogSchema>): ExperimentQueries {
  return {
    async insertExperiment({ id, status, createdAt, endedAt, ...definition }) {
      const definition_json = JSON.stringify(definition);
      await db
        .insertInto("experiments")
        .values({ id, definition_json, status, created_at: createdAt, ended_at: endedAt })
        .execute();
    },

    async experiment(id) {
      const row = await db.selectFrom("experiments").select(COLUMNS).where("id", "=", id).executeTakeFirst();
      return row && readExperiment(row);
    },

    async experiments(status) {
      let query = db.selectFrom("experiments").select(COLUMNS);
      if (status !== undefined) query = query.where("status", "=", status);
      return (await query.orderBy("created_at").orderBy("id").execute()).map(readExperiment);
    },

    async updateExperiment(id, { status, endedAt }) {
      const change = { status, ended_at: endedAt };
      await db.updateTable("experiments").set(change).where("id", "=", id).execute();
    },
  };
}

function readExperiment(row: Selectable<ExperimentTable>): ExperimentRow {
  return {
    ...(JSON.parse(row.definition_json) as Omit<ExperimentRow, "id" | "status" | "createdAt" | "endedAt">),
    id: row.id,
    status: row.status as ExperimentRow["status"],
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}
